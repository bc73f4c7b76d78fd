import { drawLines, lineOf } from './line.js';
import { keep, median, spread, verdict } from './report.js';
import { evenly, learnPoints, overSamples, run, runsUntilAll, type Setting } from './synthetic.js';

export const settings: Readonly<Record<'shallow' | 'deep', Setting>> = {
  shallow: { points: [[0.2], [0.8]], depth: 2, width: 5 },
  deep: { points: [[0.2], [0.8]], depth: 7, width: 5 },
};

export interface Stair {
  readonly loss: number;
  /** Runs until 10 chains are within 0.02 of a point; infinite when that takes more than 100. */
  readonly runs: number;
  /** How much of (0, 1) is flat, |f'| < 0.2, around the two points. */
  readonly flat: number;
  readonly steepest: number;
}

export async function measureStair(setting: Setting, seed: number): Promise<Stair> {
  const manifold = await learnPoints(setting, seed);
  const side = 2000;
  const { output } = await overSamples(manifold, evenly(side, 1));
  const slopes = Array.from(output.subarray(1), (y, i) => Math.abs(y - output[i]!) * side);
  const flat = new Set(setting.points.flatMap(([x]) => stretch(slopes, Math.round(x! * side) - 1)));
  const runs = runsUntilAll(await run(manifold, 10, 100, seed), setting.points, 0.02);
  return { loss: manifold.loss, runs, flat: flat.size / side, steepest: Math.max(...slopes) };
}

/** The places around one that are flat without a gap. */
function stretch(slopes: readonly number[], from: number): number[] {
  const places: number[] = [];
  for (let i = from; i >= 0 && slopes[i]! < 0.2; i--) places.push(i);
  for (let i = from + 1; i < slopes.length && slopes[i]! < 0.2; i++) places.push(i);
  return places;
}

export async function figure3(seeds: number): Promise<void> {
  const shallow: Stair[] = [];
  const deep: Stair[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    shallow.push(await measureStair(settings.shallow, seed));
    deep.push(await measureStair(settings.deep, seed));
  }
  const lines = [
    await lineOf('L = 2, H = 5', settings.shallow, await learnPoints(settings.shallow, drawn), 10, drawn),
    await lineOf('L = 7, H = 5', settings.deep, await learnPoints(settings.deep, drawn), 10, drawn),
  ];
  const { picture, animation } = await drawLines('figure-3', lines);
  const of = (stairs: Stair[], what: keyof Stair) => stairs.map((stair) => stair[what]);
  const both = (what: keyof Stair, digits?: number) =>
    `L = 2: ${spread(of(shallow, what), digits)}; L = 7: ${spread(of(deep, what), digits)}`;
  const wins = (better: (deep: Stair, shallow: Stair) => boolean) =>
    deep.filter((stair, i) => better(stair, shallow[i]!)).length;
  const learned = (stairs: Stair[]) => stairs.filter(({ loss }) => loss <= 1e-4).length;
  const shorter = wins((a, b) => a.runs < b.runs);
  const flatter = wins((a, b) => a.flat > b.flat);
  const steeper = wins((a, b) => a.steepest > b.steepest);
  keep({
    name: '3',
    title: 'Figure 3: two points, and the depth of the network',
    setting: `{0.2, 0.8} in (0, 1); H = 5 with L = 2 and with L = 7, Sigmoid; 2000 steps of Adam, 1e-3. The pictures are of seed ${drawn}.`,
    pictures: [
      {
        file: picture,
        caption: 'Above L = 2, below L = 7. Black: training points; red: start noise; green: states after 10 runs.',
      },
      { file: animation, caption: 'The same, run after run.' },
    ],
    claims: [
      {
        paper: 'Burn-in is about 5 runs for L = 2, and shorter for L = 7.',
        ours: `Runs until 10 chains are within 0.02 of a point. ${both('runs', 1)}. Shorter for L = 7 in ${shorter} of ${seeds} seeds, longer in ${wins((a, b) => a.runs > b.runs)}`,
        holds: verdict(shorter, seeds),
      },
      {
        paper: 'The steps around the points are flatter for L = 7.',
        ours: `Share of (0, 1) around the points with \\|f'\\| < 0.2. ${both('flat')}. Larger for L = 7 in ${flatter} of ${seeds} seeds`,
        holds: verdict(flatter, seeds),
      },
      {
        paper: 'The stair of L = 7 is steeper.',
        ours: `Largest \\|f'\\|. ${both('steepest', 1)}. Larger for L = 7 in ${steeper} of ${seeds} seeds`,
        holds: verdict(steeper, seeds),
      },
    ],
    notes: [
      `A network this narrow does not always learn: the loss is 1e-4 or less in ${learned(shallow)} of ${seeds} seeds for L = 2 and in ${learned(deep)} for L = 7 (medians ${median(of(shallow, 'loss')).toExponential(1)} and ${median(of(deep, 'loss')).toExponential(1)}). If it has not learned, chains settle elsewhere, which counts as never; all seeds are counted above.`,
      learnedOnly(shallow, deep),
    ],
  });
}

/** The seed of the pictures, one with which both networks learn. */
const drawn = 1;

function learnedOnly(shallow: readonly Stair[], deep: readonly Stair[]): string {
  const pairs = deep
    .map((stair, i) => [stair, shallow[i]!] as const)
    .filter((pair) => pair.every(({ loss }) => loss <= 1e-4));
  if (pairs.length === 0) return '';
  const share = (holds: (deep: Stair, shallow: Stair) => boolean) => pairs.filter(([a, b]) => holds(a, b)).length;
  return `In the ${pairs.length} seeds in which both have learned, burn-in is shorter for L = 7 in ${share((a, b) => a.runs < b.runs)}, as long in ${share((a, b) => a.runs === b.runs)} and longer in ${share((a, b) => a.runs > b.runs)}; the flat share is larger in ${share((a, b) => a.flat > b.flat)}. Runs, L = 2: ${spread(
    pairs.map(([, b]) => b.runs),
    1,
  )}; L = 7: ${spread(
    pairs.map(([a]) => a.runs),
    1,
  )}.`;
}
