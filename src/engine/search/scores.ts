import type { Rows } from './search.js';

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
interface Block {
  readonly first: number;
  readonly scores: Float32Array;
  readonly least: Float32Array;
}

export interface Scores {
  /** Those of all y, a block after the other. A block's arrays are used again for the next. */
  blocks(y: NormedRows, x: NormedRows): AsyncGenerator<Block>;
  release(): Promise<void>;
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
