import {
  type Draw,
  fromMnist,
  given,
  kaleidoscope,
  type Manifold,
  measure,
  nearest,
  type Samples,
  thin,
  withTurns,
} from 'kaleidoflow';
import { firstValueFrom, identity, type MonoTypeOperatorFunction, of, take } from 'rxjs';
import { judge } from '../../judge/judge.js';
import { judged, testImages } from '../../judge/judged.js';
import type { Digits } from '../digits.js';
import { Kept } from '../kept.js';
import { mean } from '../report.js';
import { chains, firstOf, learned, pictureOf, seeds, writeImages } from './measure.js';
import { wider } from './recipes.js';

/** A network that has learned labels, parts or both. */
interface Knower {
  readonly name: string;
  readonly learn: Parameters<typeof learned>[0];
  readonly isLabelled: boolean;
  readonly isShown?: boolean;
}

const large = { ...wider, width: 512, steps: 3_000 } as const;

export const knowers: readonly Knower[] = [
  { name: 'labels, H = 384, 2000 steps', learn: { ...wider, given: 0.5 }, isLabelled: true },
  { name: 'labels, H = 512, 3000 steps', learn: { ...large, given: 0.5 }, isLabelled: true },
  { name: 'halves, H = 384, 2000 steps', learn: { ...wider, given: 0.5 }, isLabelled: false },
  { name: 'halves of all samples, H = 512, 3000 steps', learn: { ...large, given: 1 }, isLabelled: false },
  {
    name: 'both, H = 512, 3000 steps',
    learn: { ...large, given: { labels: 0.5, data: 0.5 } },
    isLabelled: true,
    isShown: true,
  },
];

/** What a knower can do. Shares are from 0 to 1. */
interface Ability {
  /** Fréchet distance of samples of which nothing is given. */
  readonly free: number;
  readonly labels?: {
    /** Of 1000 samples, those in which the judge sees the digit that was asked for, and those of the worst digit. */
    readonly right: number;
    readonly worst: number;
    /** Their Fréchet distance, of 400. */
    readonly frechet: number;
    /** Free samples whose own label is what the judge sees. */
    readonly own: number;
    /** Test images, all given, whose label is read off right. */
    readonly read: number;
  };
  readonly halves?: Halves;
}

/** Lower halves of 500 test digits from their upper halves. */
interface Halves {
  /** Those in which the judge still sees the digit. */
  readonly kept: number;
  /** Mean square error of the lower half. */
  readonly error: number;
}

const run = 48;
/** Halves take longer to agree. */
const halvesRun = 96;
const asked = 1_000;
const completed = 500;
const upper = Array.from({ length: 784 }, (_, pixel) => pixel < 392);
const kept = new Kept<Ability>('beyond-knowing');

export async function abilities(knower: Knower): Promise<Ability[]> {
  const { name, learn, isLabelled } = knower;
  const found: Ability[] = [];
  for (const seed of seeds) {
    const key = `${name}, seed ${seed}`;
    if (!kept.get(key)) {
      const manifold = await learned(learn, seed, isLabelled);
      const hasHalves = typeof learn.given === 'object' || !isLabelled;
      const free = await at(manifold, identity, isLabelled ? asked : chains, seed);
      kept.set(key, {
        free: (await judged(firstOf(free, chains), { seed })).frechet,
        ...(isLabelled && { labels: await labelsOf(knower, manifold, free, seed) }),
        ...(hasHalves && { halves: await halvesOf(knower, manifold, seed) }),
      });
      console.log(key);
    }
    found.push(kept.get(key)!);
  }
  return found;
}

/** What chains show at the end of a turn. */
const at = (manifold: Manifold, know: MonoTypeOperatorFunction<Manifold>, count: number, seed: number, step = run) =>
  firstValueFrom(of(manifold).pipe(know, withTurns(), kaleidoscope({ chains: count, seed }), thin(step), take(1)));

async function labelsOf({ name, isShown }: Knower, manifold: Manifold, free: Draw, seed: number) {
  const { classify } = await judge();
  const digits = Array.from({ length: 10 }, (_, digit) => digit);
  const drawn = await at(manifold, given({ label: digits }), asked, seed);
  const seen = await classify(drawn);
  const ofDigit = digits.map((digit) =>
    share(
      seen.filter((_, i) => i % 10 === digit),
      () => digit,
    ),
  );
  const test = (await firstValueFrom(fromMnist({ split: 'test' }))) as Digits;
  const read = await at(manifold, given(test), test.count, seed, 16);
  const freely = await classify(free);
  if (isShown && seed === seeds[0]) await writeImages(pictureOf(name), firstOf(drawn, 100), 10);
  return {
    right: mean(ofDigit),
    worst: Math.min(...ofDigit),
    frechet: (await judged(firstOf(drawn, chains), { seed })).frechet,
    own: share(freely, (i) => free.labels![i]!),
    read: share(read.labels!, (i) => test.labels[i]!),
  };
}

async function halvesOf({ name, isShown }: Knower, manifold: Manifold, seed: number): Promise<Halves> {
  const test = (await testImages(completed, seed)) as Digits;
  const draw = await at(manifold, given(test, { mask: upper }), completed, seed, halvesRun);
  if (isShown && seed === seeds[0]) await writeImages(pictureOf(name, 'halves'), inThree(test, draw), 20);
  return halvesKept(test, draw);
}

/** Copying the lower half of the training image whose upper half is nearest. */
export async function nearestHalves(seed: number): Promise<Halves> {
  const test = (await testImages(completed, seed)) as Digits;
  const training = await firstValueFrom(fromMnist({ count: 10_000 }));
  const found = await firstValueFrom(
    of({ ...topOf(test), step: 0 }).pipe(measure({ nearest: nearest(topOf(training)) })),
  );
  const values = test.values.slice();
  found.metrics.nearest.index.forEach((index, i) => {
    values.set(training.values.subarray(index * 784 + 392, (index + 1) * 784), i * 784 + 392);
  });
  return halvesKept(test, { ...test, values });
}

async function halvesKept(test: Digits, filled: Samples): Promise<Halves> {
  const { classify } = await judge();
  const squares = test.values.map((value, i) => (upper[i % 784] ? 0 : (value - filled.values[i]!) ** 2));
  return { kept: share(await classify(filled), (i) => test.labels[i]!), error: 2 * mean(squares) };
}

const share = (labels: Int32Array, expected: (i: number) => number): number =>
  labels.filter((label, i) => label === expected(i)).length / labels.length;

function topOf({ values, count, range }: Samples): Samples {
  const tops = values.filter((_, i) => upper[i % 784]);
  return { values: tops, count, shape: [14, 28, 1], range };
}

/** Twenty digits in three rows: what was given, what came of it, and what it was. */
function inThree(test: Samples, filled: Samples): Samples {
  const halves = test.values.map((value, i) => (upper[i % 784] ? value : -1));
  const rows = [halves, filled.values, test.values].map((values) => values.subarray(0, 20 * 784));
  const values = new Float32Array(3 * 20 * 784);
  rows.forEach((row, i) => {
    values.set(row, i * 20 * 784);
  });
  return { values, count: 60, shape: test.shape, range: test.range };
}
