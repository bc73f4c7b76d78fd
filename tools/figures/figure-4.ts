import { drawLines, lineOf } from './line.js';
import { keep, spread, verdict } from './report.js';
import { closest, evenly, fractionWithin, learnPoints, overSamples, run, type Setting } from './synthetic.js';

const setting: Setting = { points: [[-0.8], [-0.2], [0.2], [0.8]], depth: 10, width: 10, range: [-1, 1] };

export interface FourSteps {
  readonly loss: number;
  /** How many of the four points 100 chains end at, and how large a share of the chains that is. */
  readonly reached: number;
  readonly near: number;
  /** How much of f's output over the domain is within 0.05 of a point: 1 is a perfect stair. */
  readonly stair: number;
}

export async function measureFourSteps(seed: number): Promise<FourSteps> {
  const manifold = await learnPoints(setting, seed);
  const last = (await run(manifold, 100, 50, seed)).at(-1)!;
  const ends = closest(last, setting.points).filter(({ distance }) => distance <= 0.05);
  const line = evenly(1000, 1, setting.range);
  const { output } = await overSamples(manifold, line);
  return {
    loss: manifold.loss,
    reached: new Set(ends.map(({ point }) => point)).size,
    near: ends.length / last.count,
    stair: fractionWithin({ ...line, values: output, step: 1 }, setting.points, 0.05),
  };
}

export async function figure4(seeds: number): Promise<void> {
  const found: FourSteps[] = [];
  for (let seed = 0; seed < seeds; seed++) found.push(await measureFourSteps(seed));
  const best = found.reduce(
    (best, each, seed) => (each.reached * 2 + each.stair > found[best]!.reached * 2 + found[best]!.stair ? seed : best),
    0,
  );
  const line = await lineOf('L = 10, H = 10', setting, await learnPoints(setting, best), 20, best);
  const { picture, animation } = await drawLines('figure-4', [line]);
  const all = found.filter(({ reached }) => reached === 4).length;
  const learned = found.filter(({ loss }) => loss <= 1e-4).length;
  const near = found.map((each) => each.near);
  keep({
    name: '4',
    title: 'Figure 4: four points, four steps',
    setting: `{−0.8, −0.2, 0.2, 0.8} in (−1, 1); L = 10, H = 10, Tanh; 2000 steps of Adam, 1e-3. The pictures show the best seed, ${best}.`,
    pictures: [
      { file: picture, caption: 'Black: training points; red: start noise; green: states after 20 runs.' },
      { file: animation, caption: 'The same, run after run.' },
    ],
    claims: [
      {
        paper: 'The output manifold has four steps, one at each point.',
        ours: `100 chains end within 0.05 of all four points in ${all} of ${seeds} seeds; points reached: ${spread(
          found.map(({ reached }) => reached),
          1,
        )}`,
        holds: verdict(all, seeds),
      },
      {
        paper: 'Noise falls onto the training points.',
        ours: `Share of 100 chains within 0.05 of a point after 50 runs: ${spread(near)}; all of them in ${near.filter((share) => share === 1).length} of ${seeds} seeds`,
        holds: verdict(near.filter((share) => share >= 0.95).length, seeds),
      },
    ],
    notes: [
      `The loss is 1e-4 or less in ${learned} of ${seeds} seeds. Share of the outputs over the whole domain that are within 0.05 of a point: ${spread(found.map(({ stair }) => stair))}.`,
      `| seed | loss | points reached | chains near a point |\n| --- | --- | --- | --- |\n${found.map(({ loss, reached, near }, seed) => `| ${seed} | ${loss.toExponential(1)} | ${reached} | ${near} |`).join('\n')}`,
    ],
  });
}
