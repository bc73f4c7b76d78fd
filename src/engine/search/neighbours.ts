import { margins, type NormedRows, normed, type Scores, squaredDistance } from './scores.js';
import type { NearestRows } from './search.js';

/** For each x its k nearest y, from near to far, the first of equals first, and the squares of their distances. */
export interface Neighbours {
  readonly index: Int32Array;
  readonly squares: Float64Array;
}

/** Finds neighbours, exactly: all that rounding could confuse with the k least scores are compared in double precision. */
export async function nearestRows(scores: Scores, y: NormedRows, x: NormedRows, k: number): Promise<Neighbours> {
  const margin = margins(y, x);
  /** For each x the k-th least score so far and its margin: what is above it can't be among the k nearest. */
  const limit = new Float64Array(x.count).fill(Number.POSITIVE_INFINITY);
  const lowest: number[][] = Array.from({ length: x.count }, () => []);
  const close: { score: number; index: number }[][] = Array.from({ length: x.count }, () => []);

  for await (const { first, scores: block, least } of scores.blocks(y, x))
    for (let i = 0; i < x.count; i++) {
      if (least[i]! > limit[i]!) continue;
      for (let at = i, index = first; at < block.length; at += x.count, index++) {
        const score = block[at]!;
        if (score > limit[i]!) continue;
        close[i]!.push({ score, index });
        limit[i] = insert(lowest[i]!, score, k) + margin[i]!;
      }
    }

  const found: Neighbours = { index: new Int32Array(x.count * k), squares: new Float64Array(x.count * k) };
  close.forEach((candidates, i) => {
    const nearest = candidates
      .filter(({ score }) => score <= limit[i]!)
      .map(({ index }) => ({ index, square: squaredDistance(x, i, y, index) }))
      .sort((a, b) => a.square - b.square || a.index - b.index);
    for (let n = 0; n < k; n++) {
      found.index[i * k + n] = nearest[n]!.index;
      found.squares[i * k + n] = nearest[n]!.square;
    }
  });
  return found;
}

/** The nearest of some rows to each x. */
export async function nearestOf(scores: Scores, rows: NormedRows, x: Float32Array): Promise<NearestRows> {
  const { size } = rows;
  const { index, squares } = await nearestRows(scores, rows, normed(x, size), 1);
  return { index, distance: Float32Array.from(squares, (square) => square / size) };
}

/** Puts a score in its place among the k least so far, and gives the k-th: infinity while there are fewer. */
function insert(lowest: number[], score: number, k: number): number {
  let place = lowest.length;
  while (place > 0 && lowest[place - 1]! > score) place--;
  if (place < k) lowest.splice(place, 0, score);
  if (lowest.length > k) lowest.pop();
  return lowest[k - 1] ?? Number.POSITIVE_INFINITY;
}

/** In how many of the balls about y each x is, borders included; and the balls that hold an x are marked in `held`. */
export async function countBalls(
  scores: Scores,
  y: NormedRows,
  squaredRadii: Float64Array,
  x: NormedRows,
  held: Uint8Array,
): Promise<Int32Array> {
  const margin = margins(y, x);
  const counts = new Int32Array(x.count);
  for await (const { first, scores: block } of scores.blocks(y, x))
    for (let at = 0, ball = first; at < block.length; ball++)
      for (let i = 0; i < x.count; i++, at++) {
        const outside = block[at]! + x.squares[i]! - squaredRadii[ball]!;
        if (outside > margin[i]!) continue;
        if (outside >= -margin[i]! && squaredDistance(x, i, y, ball) > squaredRadii[ball]!) continue;
        counts[i]!++;
        held[ball] = 1;
      }
  return counts;
}
