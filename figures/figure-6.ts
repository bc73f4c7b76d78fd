import { energy, kaleidoscope, measure, type Samples, trainManifold } from 'kaleidoflow';
import { firstValueFrom, of, take } from 'rxjs';
import { progress } from '../examples/progress.js';
import { keyOf, uniform } from '../src/random.js';
import { type Chart, png } from './chart.js';
import { Kept } from './kept.js';
import { keep, writePicture } from './report.js';

const dimensions = [1, 2, 4, 8, 16];
const counts = Array.from({ length: 12 }, (_, i) => 2 ** i);

/** M points uniform in (0, 1)^D; the first of them are the same for every M. */
function uniformPoints(count: number, D: number): Samples {
  const key = keyOf(6, D);
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

/** How far from the data f still reproduces it: L = 2, H = 50, Adam at 1e-3, batches of 1000. */
export async function measureCorners(D: number, count: number, steps: number): Promise<Cell> {
  const manifold = await firstValueFrom(
    of(uniformPoints(count, D)).pipe(
      trainManifold({ depth: 2, width: 50, steps, learningRate: 1e-3, batchSize: Math.min(1000, count), seed: 6 }),
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

export async function figure6(): Promise<void> {
  const kept = new Kept<Cell>('6');
  const cells = dimensions.flatMap((D) => counts.map((count) => ({ D, count, name: `${D}, ${count}` })));
  const bar = progress('trainings', cells.length);
  for (const [i, { D, count, name }] of cells.entries()) {
    bar.at(i, `D = ${D}, ${count} points`);
    if (!kept.get(name)) kept.set(name, await measureCorners(D, count, 10_000));
  }
  bar.stop();
  const found = cells.map((cell) => ({ ...cell, ...kept.get(cell.name)! }));
  const picture = writePicture('figure-6.png', await png(curves(found)));
  const ends = dimensions.map((D) => {
    const row = found.filter((cell) => cell.D === D).map(({ corner }) => corner);
    const rises = row.filter((corner, i) => i > 0 && corner > row[i - 1]!).length;
    return { D, first: row[0]!, last: row.at(-1)!, rises };
  });
  const falls = ends.filter(({ first, last }) => last < first).length;
  keep({
    name: '6',
    title: 'Figure 6: more points flatten the manifold',
    setting:
      '2⁰ … 2¹¹ points uniform in (0, 1)^D, D ∈ {1, 2, 4, 8, 16}; L = 2, H = 50, Sigmoid; 10 000 steps of Adam, 1e-3, batches of at most 1000. One seed.',
    pictures: [{ file: picture, caption: 'The largest loss ‖x − f(x)‖² / D over the 2^D corners of the cube.' }],
    claims: [
      {
        paper: 'The largest loss over the corners falls as points grow from 2⁰ to 2¹¹, whatever D.',
        ours: ends.map(({ D, first, last }) => `D = ${D}: ${first.toPrecision(2)} → ${last.toPrecision(2)}`).join('; '),
        holds: falls === ends.length ? 'yes' : falls > 0 ? 'in part' : 'no',
      },
    ],
    notes: [
      `The curves fall from end to end, not at every step: of 11 steps, ${ends.map(({ D, rises }) => `${rises} rise for D = ${D}`).join(', ')}.`,
      '| points | '.concat(
        dimensions.map((D) => `D = ${D}: training loss, corner`).join(' | '),
        ` |\n| --- |${' --- |'.repeat(dimensions.length)}\n`,
        counts
          .map((count) => {
            const row = found.filter((cell) => cell.count === count);
            return `| ${count} | ${row.map(({ loss, corner }) => `${loss.toExponential(1)}, ${corner.toPrecision(2)}`).join(' | ')} |`;
          })
          .join('\n'),
      ),
    ],
  });
}

function curves(cells: readonly (Cell & { D: number; count: number })[]): Chart {
  return {
    width: 520,
    height: 340,
    title: { text: 'More points flatten the manifold', subtitle: 'L = 2, H = 50, 10 000 steps' },
    data: { values: [...cells] },
    mark: { type: 'line', point: true, strokeWidth: 2 },
    encoding: {
      x: { field: 'count', type: 'quantitative', title: 'training points M', scale: { type: 'log', base: 2 } },
      y: { field: 'corner', type: 'quantitative', title: 'largest corner loss ‖x − f(x)‖² / D' },
      color: { field: 'D', type: 'ordinal', title: 'dimensions D', scale: { scheme: 'viridis' } },
    },
  };
}
