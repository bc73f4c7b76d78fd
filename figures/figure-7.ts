import { fromMnist, type Samples, toPng } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { type Chart, png } from './chart.js';
import { type Digits, hops, type Seen, watch } from './digits.js';
import { learnDigits } from './learn-digits.js';
import { keep, mean, writePicture } from './report.js';

/** The batch loss that the published notebook printed, at steps 0, 1000, … 9000. */
const published = [0.9275, 0.1406, 0.1151, 0.097, 0.085, 0.0755, 0.0723, 0.0701, 0.0664, 0.064];
const shown = [1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 300];
const noises = [0, 0.01, 0.1];
const chains = 48;

/** MNIST with the paper's settings. */
export async function figure7(): Promise<void> {
  const data = (await firstValueFrom(fromMnist({ count: 10_000 }))) as Digits;
  const settings = { depth: 10, width: 500, steps: 10_000, batchSize: 1_000, learningRate: 1e-4, seed: 1 };
  const { manifold, losses } = await learnDigits('7', settings);
  const runs: { eps: number; seen: Seen[] }[] = [];
  for (const eps of noises) runs.push({ eps, seen: await watch(manifold, eps, data, chains, 300) });

  const pictures = [];
  for (const { eps, seen } of runs) {
    const rows = await firstValueFrom(
      of(rowsOf(seen.filter(({ draw }) => shown.includes(draw.step)))).pipe(toPng({ columns: 24 })),
    );
    const file = writePicture(`figure-7-noise-${eps}.png`, rows);
    pictures.push({
      file,
      caption: `ε = ${eps}: 24 chains, a column each, at runs ${shown.join(', ')}, from the top.`,
    });
  }
  const distances = writePicture('figure-7-distance.png', await png(curves(runs)));
  pictures.push({
    file: distances,
    caption: 'The mean square difference to the nearest of the 10 000 training images.',
  });

  const ours = published.map((_, i) => losses[10 * i]!);
  const off = published.map((loss, i) => ours[i]! / loss - 1);
  const worst = off.reduce((worst, each) => (Math.abs(each) > Math.abs(worst) ? each : worst));
  const late = (seen: Seen[]) => seen.slice(50);
  const at = (seen: Seen[], run: number) => seen[run - 1]!;
  keep({
    name: '7',
    title: 'Figure 7: MNIST',
    setting: `The first 10 000 training images, scaled to (−1, 1); L = 10, H = 500, Tanh; 10 000 steps of Adam, 1e-4, batches of 1000; ${chains} chains from U(−1, 1), 300 runs, ε ~ U(−ε, ε).`,
    pictures,
    claims: [
      {
        paper: 'The loss falls as in the published notebook, from .9275 to .0640 at step 9000.',
        ours: `${ours[0]!.toFixed(4)} to ${ours.at(-1)!.toFixed(4)}; furthest off: ${(100 * worst).toFixed(1)} %`,
        holds: Math.abs(worst) <= 0.1 ? 'yes' : 'in part',
      },
      {
        paper: 'Digits appear in the burn-in, around run 13.',
        ours: `Distance to the nearest image, ε = 0.01: ${[1, 5, 13, 50, 300].map((run) => `${at(runs[1]!.seen, run).distance.toFixed(3)} at run ${run}`).join(', ')}`,
        holds: at(runs[1]!.seen, 13).distance < 0.1 ? 'yes' : 'in part',
      },
      {
        paper: 'With noise, chains hop between digits.',
        ours: `Chains that change their digit, a run, after run 50: ${runs.map(({ eps, seen }) => `${(100 * hops(late(seen))).toFixed(2)} % for ε = ${eps}`).join(', ')}`,
        holds: hops(late(runs[1]!.seen)) > 0.01 ? 'yes' : hops(late(runs[2]!.seen)) > 0.01 ? 'in part' : 'no',
      },
    ],
    notes: [
      `| step | ${published.map((_, i) => 1000 * i).join(' | ')} |\n| --- |${' --- |'.repeat(10)}\n| the notebook | ${published.map((loss) => loss.toFixed(4)).join(' | ')} |\n| ours | ${ours.map((loss) => loss.toFixed(4)).join(' | ')} |\n| off by | ${off.map((each) => `${(100 * each).toFixed(1)} %`).join(' | ')} |`,
      'What the chains are near to: mean square difference to the nearest training image, how many different images are nearest to the 48 chains, and of how many digits.',
      `| ε | ${[13, 50, 300].map((run) => `run ${run}: distance, images, digits`).join(' | ')} | hops a run |\n| --- | --- | --- | --- | --- |\n${runs
        .map(
          ({ eps, seen }) =>
            `| ${eps} | ${[13, 50, 300].map((run) => `${at(seen, run).distance.toFixed(3)}, ${at(seen, run).neighbours}, ${at(seen, run).classes}`).join(' | ')} | ${(100 * hops(late(seen))).toFixed(2)} % |`,
        )
        .join('\n')}`,
      `Mean distance over runs 51 to 300: ${runs.map(({ eps, seen }) => `${mean(late(seen).map(({ distance }) => distance)).toFixed(3)} for ε = ${eps}`).join(', ')}.`,
    ],
  });
}

/** The first 24 chains of some draws, a row a draw. */
function rowsOf(seen: readonly Seen[]): Samples {
  const [{ draw }] = seen as [Seen];
  const size = 24 * 784;
  const values = new Float32Array(seen.length * size);
  seen.forEach((each, row) => {
    values.set(each.draw.values.subarray(0, size), row * size);
  });
  return { values, count: 24 * seen.length, shape: draw.shape, range: draw.range };
}

function curves(runs: readonly { eps: number; seen: Seen[] }[]): Chart {
  const values = runs.flatMap(({ eps, seen }) => seen.map(({ draw, distance }) => ({ run: draw.step, distance, eps })));
  return {
    width: 520,
    height: 300,
    title: {
      text: 'How near the chains are to training images',
      subtitle: `MNIST, L = 10, H = 500, mean of ${chains} chains`,
    },
    data: { values },
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x: { field: 'run', type: 'quantitative', title: 'run', scale: { type: 'log', domain: [1, 300], nice: false } },
      y: { field: 'distance', type: 'quantitative', title: '‖x − y‖² / D to the nearest image y' },
      color: { field: 'eps', type: 'ordinal', title: 'noise ε', scale: { scheme: 'dark2' } },
    },
  };
}
