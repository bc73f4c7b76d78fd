import { compact, frechetDistance, type Gaussian, gaussianOf } from '../../metrics/frechet.js';
import type { Comparison } from '../search.js';
import { countBalls, nearestRows } from './neighbours.js';
import type { ComparisonTask, OpenTask } from './protocol.js';
import { type NormedRows, normed, openScores } from './scores.js';

type Question = Float32Array | 'more';

/** A run can't be interrupted, so a question is answered at the first part's end after this many milliseconds. */
const slice = 50;

/** Rows in one part. */
const rowsAtOnce = 256;

/** Compares samples with a reference; an answer without a value asks to be asked for more. */
export async function openComparison({ values, size, k }: ComparisonTask): Promise<OpenTask<Question>> {
  const scores = await openScores(size);
  const reference = normed(values, size);
  let known: { radii: Float64Array; gaussian: Gaussian } | undefined;
  let work: AsyncGenerator<void, Comparison>;

  async function* compare(values: Float32Array): AsyncGenerator<void, Comparison> {
    known ??= { radii: yield* squaredRadii(reference), gaussian: compact(gaussianOf(reference)) };
    const samples = normed(values, size);
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

  return {
    async answer(question) {
      if (question !== 'more') work = compare(question);
      const began = performance.now();
      do {
        const { done, value } = await work.next();
        if (done) return { value, transfer: [] };
      } while (performance.now() - began < slice);
      return { value: undefined, transfer: [] };
    },
    close: () => scores.release(),
  };
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
