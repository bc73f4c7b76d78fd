import type { Rows } from '../search.js';
import { Graph } from './graph.js';
import { openSession, tensor } from './session.js';

/** Scores that are made in one run: few enough to stay in the cache. */
const scoresAtOnce = 2 ** 16;

/** The largest relative error of one rounding to single precision. */
const unit = 2 ** -24;

/** What a product or a sum may lose where it is flushed to zero. */
const flushed = 2 ** -120;

/** Rows and their squared norms. */
export interface NormedRows extends Rows {
  readonly count: number;
  readonly squares: Float32Array;
}

/** The scores ‖y‖² − 2x·y of some rows y, row after row, each with all x; and the least of them for each x. */
export interface Block {
  readonly first: number;
  readonly scores: Float32Array;
  readonly least: Float32Array;
}

export interface Scores {
  /** Those of all y, a block after the other. A block's arrays are used again for the next. */
  blocks(y: NormedRows, x: NormedRows): AsyncGenerator<Block>;
  release(): Promise<void>;
}

/**
 * As ‖x − y‖² = ‖x‖² + (‖y‖² − 2x·y), one matrix product gives a score to all pairs of rows. The smaller matrix comes
 * second in the product: that one the runtime rearranges.
 */
export async function openScores(size: number): Promise<Scores> {
  const session = await openSession(scoreGraph(size));
  return {
    async *blocks(y, x) {
      const most = Math.min(y.count, Math.max(256, Math.floor(scoresAtOnce / x.count)));
      const kept = new Float32Array(most * x.count);
      const least = new Float32Array(x.count);
      const states = tensor(x.values, [x.count, size]);
      for (let first = 0; first < y.count; first += most) {
        const rows = Math.min(most, y.count - first);
        const end = first + rows;
        const scores = kept.subarray(0, rows * x.count);
        const feeds = {
          x: states,
          y: tensor(y.values.subarray(first * size, end * size), [rows, size]),
          squares: tensor(y.squares.subarray(first, end), [rows, 1]),
        };
        await session.run(feeds, { scores: tensor(scores, [rows, x.count]), least: tensor(least, [x.count]) });
        yield { first, scores, least };
      }
    },
    release: () => session.release(),
  };
}

function scoreGraph(size: number): Uint8Array {
  const graph = new Graph();
  const [y, x] = [graph.input('y', [undefined, size]), graph.input('x', [undefined, size])];
  const squares = graph.input('squares', [undefined, 1]);
  graph.node('Gemm', [y, x, squares], { i: { transB: 1 }, f: { alpha: -2 } }, 'scores');
  graph.output('scores', [undefined, undefined]);
  const least = graph.node('ReduceMin', ['scores'], { i: { keepdims: 0 }, ints: { axes: [0] } }, 'least');
  graph.output(least, [undefined]);
  return graph.encode();
}

export function normed(values: Float32Array, size: number): NormedRows {
  const count = values.length / size;
  const squares = new Float32Array(count).map((_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += values[i]! * values[i]!;
    return sum;
  });
  return { values, size, count, squares };
}

/**
 * For each x, how far the difference of two of its scores can be from that of the squared distances: a sum of n products
 * is off by n·u·Σ|aᵢbᵢ| at most, in whatever order it is made.
 */
export function margins(y: NormedRows, x: NormedRows): Float64Array {
  const roundOff = (y.size + 2) * unit * (1 + y.size * unit);
  const longest = Math.sqrt(y.squares.reduce((most, square) => Math.max(most, square), 0));
  return Float64Array.from(x.squares, (square) => 4 * roundOff * (Math.sqrt(square) + longest) ** 2 + y.size * flushed);
}

/** ‖x − y‖² of two rows, in double precision. */
export function squaredDistance(x: Rows, row: number, y: Rows, other: number): number {
  let sum = 0;
  for (let i = row * x.size, j = other * x.size; i < (row + 1) * x.size; i++, j++) {
    const difference = x.values[i]! - y.values[j]!;
    sum += difference * difference;
  }
  return sum;
}
