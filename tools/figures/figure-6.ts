import {
  energy,
  kaleidoscope,
  type Manifold,
  measure,
  type Samples,
  type TrainingOptions,
  trainManifold,
} from 'kaleidoflow';
import { firstValueFrom, from, mergeMap, type OperatorFunction, of, take } from 'rxjs';
import { progress } from '../../examples/progress.js';
import { keyOf, uniform } from '../../src/base/random.js';
import { type Chart, png } from './chart.js';
import { Kept } from './kept.js';
import { keep, median, spread, verdict, writePicture } from './report.js';

const dimensions = [1, 2, 4, 8, 16];
const counts = Array.from({ length: 12 }, (_, i) => 2 ** i);

/** M points uniform in (0, 1)^D; the first of them are the same for every M. */
function uniformPoints(count: number, D: number, seed: number): Samples {
  const key = keyOf(seed, D);
  const values = Float32Array.from({ length: count * D }, (_, i) => uniform(key, i));
  return { values, count, shape: [D], range: [0, 1] };
}

/** All corners of the cube, the binary digits of 0 … 2^D − 1. */
function corners(D: number): Samples {
  const values = Float32Array.from({ length: 2 ** D * D }, (_, i) => (Math.floor(i / D) >> (i % D)) & 1);
  return { values, count: 2 ** D, shape: [D], range: [0, 1] };
}

export interface Cell {
  /** Eq. 1 on the training points, at the end. */
  readonly loss: number;
  /** The largest loss of a single corner of the cube. */
  readonly corner: number;
}

/** Trains a network, here or elsewhere. */
type Learn = (options: TrainingOptions) => OperatorFunction<Samples, Manifold>;

/** How far from the data f still reproduces it: L = 2, H = 50, Adam at 1e-3, batches of 1000. */
export async function measureCorners(
  D: number,
  count: number,
  steps: number,
  seed: number,
  learn: Learn = trainManifold,
): Promise<Cell> {
  const manifold = await firstValueFrom(
    of(uniformPoints(count, D, seed)).pipe(
      learn({ depth: 2, width: 50, steps, learningRate: 1e-3, batchSize: Math.min(1000, count), seed }),
    ),
  );
  const { metrics } = await firstValueFrom(
    of(manifold).pipe(
      kaleidoscope({ start: corners(D), emitStart: true }),
      measure({ energy: energy(manifold) }),
      take(1),
    ),
  );
  return { loss: manifold.loss, corner: metrics.energy.reduce((most, each) => Math.max(most, each), 0) };
}

/** The corners' losses of one D and M, over the seeds. */
interface Place {
  readonly D: number;
  readonly count: number;
  readonly losses: readonly number[];
  readonly corners: readonly number[];
}

export async function figure6(seeds: number): Promise<void> {
  const places = await measurePlaces(seeds);
  const picture = writePicture('figure-6.png', await png(curves(places)));
  const rows = dimensions.map((D) => ({
    D,
    row: places.filter((place) => place.D === D).map(({ corners }) => corners),
  }));
  const falls = rows.flatMap(({ row }) => row[0]!.filter((first, seed) => row.at(-1)![seed]! < first)).length;
  const rises = ({ row }: (typeof rows)[number]) =>
    row.slice(1).filter((corners, i) => median(corners) > median(row[i]!)).length;
  keep({
    name: '6',
    title: 'Figure 6: more points flatten the manifold',
    setting: `2⁰ … 2¹¹ points uniform in (0, 1)^D, D ∈ {1, 2, 4, 8, 16}; L = 2, H = 50, Sigmoid; 10 000 steps of Adam, 1e-3, batches of at most 1000. ${seeds} seeds, for the points and for the weights.`,
    pictures: [
      {
        file: picture,
        caption: `The largest loss ‖x − f(x)‖² / D over the 2^D corners of the cube: the median of ${seeds} seeds, and the range of them all.`,
      },
    ],
    claims: [
      {
        paper: 'The largest loss over the corners falls as points grow from 2⁰ to 2¹¹, whatever D.',
        ours: `${rows.map(({ D, row }) => `D = ${D}: ${spread(row[0]!)} → ${spread(row.at(-1)!, 4)}`).join('; ')}. It falls in ${falls} of ${dimensions.length * seeds} pairs of D and seed`,
        holds: verdict(falls, dimensions.length * seeds),
      },
    ],
    notes: [
      `The medians fall overall, not at every step: of 11 steps, ${rows.map((each) => `${rises(each)} rise for D = ${each.D}`).join(', ')}.`,
      'Medians over the seeds:',
      '| points | '.concat(
        dimensions.map((D) => `D = ${D}: training loss, corner`).join(' | '),
        ` |\n| --- |${' --- |'.repeat(dimensions.length)}\n`,
        counts
          .map((count) => {
            const row = places.filter((place) => place.count === count);
            return `| ${count} | ${row.map(({ losses, corners }) => `${median(losses).toExponential(1)}, ${median(corners).toPrecision(2)}`).join(' | ')} |`;
          })
          .join('\n'),
      ),
    ],
  });
}

const places = dimensions.flatMap((D) => counts.map((count) => ({ D, count })));
const seedsOf = (seeds: number) => Array.from({ length: seeds }, (_, seed) => seed);
const nameOf = (D: number, count: number, seed: number) => `D = ${D}, ${count} points, seed ${seed}`;

/** What is found of each network, by its name: trains `atOnce` at a time, but for those that are kept. */
export async function measureCells(
  seeds: number,
  kept: { get(name: string): Cell | undefined; set(name: string, cell: Cell): unknown },
  atOnce: number,
  learn?: Learn,
): Promise<Map<string, Cell>> {
  const all = seedsOf(seeds).flatMap((seed) => places.map((place) => ({ ...place, seed })));
  const missing = all.filter(({ D, count, seed }) => !kept.get(nameOf(D, count, seed)));
  const bar = progress('trainings', all.length);
  let done = all.length - missing.length;
  bar.at(done);
  await from(missing)
    .pipe(
      mergeMap(async ({ D, count, seed }) => {
        const name = nameOf(D, count, seed);
        kept.set(name, await measureCorners(D, count, 10_000, seed, learn));
        bar.at(++done, name);
      }, atOnce),
    )
    .forEach(() => {});
  bar.stop();
  const names = all.map(({ D, count, seed }) => nameOf(D, count, seed));
  return new Map(names.map((name) => [name, kept.get(name)!]));
}

/** Two at a time, since each network is too small for two cores; what a killed run has done is kept. */
async function measurePlaces(seeds: number): Promise<Place[]> {
  const cells = await measureCells(seeds, new Kept<Cell>('6'), 2);
  return places.map(({ D, count }) => {
    const found = seedsOf(seeds).map((seed) => cells.get(nameOf(D, count, seed))!);
    return { D, count, losses: found.map(({ loss }) => loss), corners: found.map(({ corner }) => corner) };
  });
}

function curves(places: readonly Place[]): Chart {
  const values = places.map(({ D, count, corners }) => ({
    D,
    count,
    corner: median(corners),
    lowest: Math.min(...corners),
    highest: Math.max(...corners),
  }));
  const x = {
    field: 'count',
    type: 'quantitative',
    title: 'training points M',
    scale: { type: 'log', base: 2 },
    axis: { values: counts, format: 'd' },
  } as const;
  const color = {
    field: 'D',
    type: 'ordinal',
    title: 'dimensions D',
    scale: { scheme: 'viridis' },
    legend: { symbolOpacity: 1 },
  } as const;
  const title = 'largest corner loss ‖x − f(x)‖² / D';
  return {
    width: 520,
    height: 340,
    title: { text: 'More points flatten the manifold', subtitle: 'L = 2, H = 50, 10 000 steps' },
    data: { values },
    layer: [
      {
        mark: { type: 'area', opacity: 0.15 },
        encoding: { x, color, y: { field: 'lowest', type: 'quantitative', title }, y2: { field: 'highest' } },
      },
      {
        mark: { type: 'line', point: true, strokeWidth: 2 },
        encoding: { x, color, y: { field: 'corner', type: 'quantitative', title } },
      },
    ],
  };
}
