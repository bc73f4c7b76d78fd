import { compact, frechetDistance, type Gaussian, gaussianOf } from './frechet.js';
import { countBalls, nearestRows } from './neighbours.js';
import type { NormedRows, Scores } from './scores.js';
import { normed } from './scores.js';
import type { Comparison } from './search.js';

/** Rows in one part. */
const rowsAtOnce = 256;

/** Compares samples with a reference, part after part, and has the result at the end. */
export function comparing(scores: Scores, reference: NormedRows, k: number) {
  let known: { radii: Float64Array; gaussian: Gaussian } | undefined;

  async function* compare(values: Float32Array): AsyncGenerator<void, Comparison> {
    known ??= { radii: yield* squaredRadii(reference), gaussian: compact(gaussianOf(reference)) };
    const samples = normed(values, reference.size);
    const real = yield* inBalls(reference, known.radii, samples);
    const drawn = yield* inBalls(samples, yield* squaredRadii(samples), reference);
    return {
      precision: share(real.counts),
      recall: share(drawn.counts),
      density: real.counts.reduce((sum, count) => sum + count, 0) / (k * samples.count),
      coverage: share(real.held),
      frechet: frechetDistance(known.gaussian, gaussianOf(samples)),
    };
  }

  /** Those to the k-th nearest other row: to the k + 1 nearest belongs the row itself. */
  async function* squaredRadii(rows: NormedRows): AsyncGenerator<void, Float64Array> {
    const radii = new Float64Array(rows.count);
    for (const [from, part] of parts(rows)) {
      const { squares } = await nearestRows(scores, rows, part, k + 1);
      for (let i = 0; i < part.count; i++) radii[from + i] = squares[i * (k + 1) + k]!;
      yield;
    }
    return radii;
  }

  async function* inBalls(y: NormedRows, radii: Float64Array, x: NormedRows) {
    const counts = new Int32Array(x.count);
    const held = new Uint8Array(y.count);
    for (const [from, part] of parts(x)) {
      counts.set(await countBalls(scores, y, radii, part, held), from);
      yield;
    }
    return { counts, held };
  }

  return compare;
}

function* parts({ values, size, count, squares }: NormedRows): Generator<[from: number, part: NormedRows]> {
  for (let from = 0; from < count; from += rowsAtOnce) {
    const end = Math.min(count, from + rowsAtOnce);
    const part = { values: values.subarray(from * size, end * size), squares: squares.subarray(from, end) };
    yield [from, { ...part, size, count: end - from }];
  }
}

/** The share that is not 0. */
const share = (counts: ArrayLike<number>): number => Array.from(counts).filter(Boolean).length / counts.length;
