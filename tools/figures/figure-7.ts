import { fromMnist, type Samples, toPng } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { type Chart, filledBy, png } from './chart.js';
import { type Digits, hops, type Seen, watch } from './digits.js';
import { learnDigits } from './learn-digits.js';
import { keep, mean, median, spread, verdict, writePicture } from './report.js';

/** The batch loss that the published notebook printed, at steps 0, 1000, … 9000. */
const published = [0.9275, 0.1406, 0.1151, 0.097, 0.085, 0.0755, 0.0723, 0.0701, 0.0664, 0.064];
const shown = [1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 300];
const noises = [0, 0.01, 0.1];
const chains = 48;
const runs = 300;
/** Seeds of the start noise; the pictures are of the first. */
const starts = [7, 8, 9, 10, 11];

/** What was seen with one ε: for each start, run after run. */
interface Sampled {
  readonly eps: number;
  readonly seen: readonly (readonly Omit<Seen, 'draw'>[])[];
}

/** MNIST with the paper's settings. */
export async function figure7(): Promise<void> {
  const data = (await firstValueFrom(fromMnist({ count: 10_000 }))) as Digits;
  const settings = { depth: 10, width: 500, batchSize: 1_000, learningRate: 1e-4 };
  const { manifold, losses } = await learnDigits('7', { ...settings, steps: 10_000, seed: 1 });
  const early = [losses];
  for (const seed of [2, 3])
    early.push((await learnDigits(`7, seed ${seed}`, { ...settings, steps: 2_000, seed })).losses);

  const pictures = [];
  const sampled: Sampled[] = [];
  for (const eps of noises) {
    const seen: Omit<Seen, 'draw'>[][] = [];
    for (const seed of starts) {
      const each = await watch(manifold, data, { eps, chains, runs, seed });
      seen.push(each.map(({ draw, ...measured }) => measured));
      if (seed !== starts[0]) continue;
      const file = writePicture(`figure-7-noise-${eps}.png`, await png(await rows(each, eps)));
      pictures.push({ file, caption: `ε = ${eps}: 24 chains, a column each; the runs go down.` });
    }
    sampled.push({ eps, seen });
  }
  pictures.push({
    file: writePicture('figure-7-distance.png', await png(curves(sampled))),
    caption: 'The mean square difference to the nearest of the 10 000 training images.',
  });

  const ours = published.map((_, i) => losses[10 * i]!);
  const off = published.map((loss, i) => ours[i]! / loss - 1);
  const worst = off.reduce((worst, each) => (Math.abs(each) > Math.abs(worst) ? each : worst));
  const at = ({ seen }: Sampled, run: number, what: 'distance' | 'neighbours' | 'classes') =>
    seen.map((each) => each[run - 1]![what]);
  const late = ({ seen }: Sampled) => seen.map((each) => each.slice(50));
  const hopping = sampled.map((each) => late(each).map(hops));
  const [still = [], small = []] = hopping;
  const near = at(sampled[1]!, 13, 'distance').filter((distance) => distance < 0.1).length;
  const hopsMore = small.filter((share, start) => share > still[start]!).length;
  keep({
    name: '7',
    title: 'Figure 7: MNIST',
    setting: `The first 10 000 training images, scaled to (−1, 1); L = 10, H = 500, Tanh; 10 000 steps of Adam, 1e-4, batches of 1000; ${chains} chains from U(−1, 1), ${runs} runs, ε ~ U(−ε, ε), from ${starts.length} seeds of start noise.`,
    pictures,
    claims: [
      {
        paper: 'The loss falls as in the published notebook, from .9275 to .0640 at step 9000.',
        ours: `${ours[0]!.toFixed(4)} to ${ours.at(-1)!.toFixed(4)}; furthest off: ${(100 * worst).toFixed(1)} %. Over ${early.length} seeds of weights and batches, ${[0, 1_000, 2_000].map((step) => `${spread(stepOf(early, step), 4)} at step ${step}`).join(', ')}`,
        holds: Math.abs(worst) <= 0.1 ? 'yes' : 'in part',
      },
      {
        paper: 'Digits appear in the burn-in, by run 13, and stay.',
        ours: `Distance to the nearest image, ε = 0.01: ${[1, 5, 13, 50, 300].map((run) => `${spread(at(sampled[1]!, run, 'distance'), 3)} at run ${run}`).join(', ')}`,
        holds: verdict(near, starts.length),
      },
      {
        paper: 'With noise, chains hop between digits.',
        ours: `Chains that change their digit, in a hundred a run, after run 50: ${sampled.map(({ eps }, i) => `${spread(hopping[i]!.map((share) => 100 * share))} for ε = ${eps}`).join(', ')}; more for ε = 0.01 than without in ${hopsMore} of ${starts.length} starts`,
        holds: verdict(hopsMore, starts.length),
      },
    ],
    notes: [
      `| step | ${published.map((_, i) => 1000 * i).join(' | ')} |\n| --- |${' --- |'.repeat(10)}\n| the notebook | ${published.map((loss) => loss.toFixed(4)).join(' | ')} |\n| ours | ${ours.map((loss) => loss.toFixed(4)).join(' | ')} |\n| off by | ${off.map((each) => `${(100 * each).toFixed(1)} %`).join(' | ')} |`,
      `What the chains are near: mean square difference to the nearest training image, how many different images are nearest to the ${chains} chains, and how many digits these show; over the ${starts.length} starts.`,
      `| ε | run | distance | images | digits |\n| --- | --- | --- | --- | --- |\n${sampled
        .flatMap((each) =>
          [13, 50, 300].map(
            (run) =>
              `| ${each.eps} | ${run} | ${spread(at(each, run, 'distance'), 3)} | ${spread(at(each, run, 'neighbours'))} | ${spread(at(each, run, 'classes'))} |`,
          ),
        )
        .join('\n')}`,
      `Digits appear from the first run, and are most diverse early on: later the chains gather at fewer images. From run 13 to run ${runs} the different images among the nearest go from ${sampled.map((each) => `${median(at(each, 13, 'neighbours'))} to ${median(at(each, runs, 'neighbours'))} for ε = ${each.eps}`).join(', ')} (medians).`,
      `Mean distance over runs 51 to ${runs}: ${sampled
        .map(
          (each) =>
            `${spread(
              late(each).map((seen) => mean(seen.map(({ distance }) => distance))),
              3,
            )} for ε = ${each.eps}`,
        )
        .join(', ')}.`,
    ],
  });
}

const stepOf = (losses: readonly (readonly number[])[], step: number) => losses.map((each) => each[step / 100]!);

/** The first 24 chains at the runs that are shown, a row a run. */
async function rows(seen: readonly Seen[], eps: number): Promise<Chart> {
  const draws = shown.map((run) => seen[run - 1]!.draw);
  const { shape, range } = draws[0]!;
  const across = 24;
  const size = across * 784;
  const values = new Float32Array(draws.length * size);
  draws.forEach((draw, row) => {
    values.set(draw.values.subarray(0, size), row * size);
  });
  const tiled: Samples = { values, count: across * draws.length, shape, range };
  const image = await firstValueFrom(of(tiled).pipe(toPng({ columns: across, gap: 0 })));
  const [width, height] = [28 * across, 28 * draws.length];
  return {
    width,
    height,
    title: { text: 'Kaleidoscopic sampling', subtitle: `MNIST, L = 10, H = 500, ε = ${eps}` },
    layer: [
      filledBy(image, width, height),
      {
        data: { values: shown.map((run) => ({ run })) },
        mark: { type: 'rule', opacity: 0 },
        encoding: {
          y: { field: 'run', type: 'ordinal', title: 'run', axis: { domain: false, ticks: false }, sort: shown },
        },
      },
    ],
  };
}

/** The mean distance of all chains of all starts, run after run. */
function curves(sampled: readonly Sampled[]): Chart {
  const values = sampled.flatMap(({ eps, seen }) =>
    Array.from({ length: runs }, (_, i) => ({
      run: i + 1,
      eps,
      distance: mean(seen.map((each) => each[i]!.distance)),
    })),
  );
  return {
    width: 520,
    height: 300,
    title: {
      text: 'How near the chains are to training images',
      subtitle: `MNIST, L = 10, H = 500, mean of ${starts.length} × ${chains} chains`,
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
