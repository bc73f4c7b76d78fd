import type { NearestRows } from '../search.js';
import { Graph } from './graph.js';
import type { OpenTask, SearchTask } from './protocol.js';
import { openSession, tensor } from './session.js';

/** Scores that are made in one run: few enough to stay in the cache. */
const scoresAtOnce = 2 ** 16;

/** The largest relative error of one rounding to single precision. */
const unit = 2 ** -24;

/**
 * Finds the nearest of many samples y to each state x, exactly. As ‖x − y‖² = ‖x‖² + (‖y‖² − 2x·y), one matrix product
 * gives a score to all of them, right but for its rounding: a sum of n products is off by n·u·Σ|aᵢbᵢ| at most, in
 * whatever order it is made. The samples that are so close to the least score are compared again, in double precision.
 */
export async function openSearch({ values, size, chains }: SearchTask): Promise<OpenTask<Float32Array>> {
  const count = values.length / size;
  const block = Math.min(count, Math.max(256, Math.floor(scoresAtOnce / chains)));
  const session = await openSession(scoreGraph(block, chains, size));
  const scores = new Float32Array(block * chains);
  const least = new Float32Array(chains);
  const fetches = { scores: tensor(scores, [block, chains]), least: tensor(least, [chains]) };
  const squares = squaredNorms(values, size);
  const longest = Math.sqrt(squares.reduce((most, square) => Math.max(most, square), 0));
  const roundOff = (size + 2) * unit * (1 + size * unit);

  return {
    async answer(x) {
      const states = tensor(x, [chains, size]);
      const margin = squaredNorms(x, size).map((square) => 4 * roundOff * longest * (Math.sqrt(square) + longest));
      /** For each state the least score so far and its margin: what is above it can't be the nearest. */
      const limit = new Float64Array(chains).fill(Number.POSITIVE_INFINITY);
      const close: { score: number; index: number }[][] = Array.from({ length: chains }, () => []);

      for (let done = 0; done < count; done += block) {
        const first = Math.min(done, count - block);
        const y = tensor(values.subarray(first * size, (first + block) * size), [block, size]);
        const square = tensor(squares.subarray(first, first + block), [block, 1]);
        await session.run({ x: states, y, squares: square }, fetches);
        for (let chain = 0; chain < chains; chain++) {
          if (least[chain]! > limit[chain]!) continue;
          limit[chain] = Math.min(limit[chain]!, least[chain]! + margin[chain]!);
          for (let row = 0; row < block; row++) {
            const score = scores[row * chains + chain]!;
            if (score <= limit[chain]!) close[chain]!.push({ score, index: first + row });
          }
        }
      }

      const found: NearestRows = { index: new Int32Array(chains), distance: new Float32Array(chains) };
      close.forEach((candidates, chain) => {
        let nearest = Number.POSITIVE_INFINITY;
        for (const { score, index } of candidates) {
          if (score > limit[chain]!) continue;
          const distance = squaredDistance(x, chain * size, values, index * size, size);
          if (distance >= nearest) continue;
          nearest = distance;
          found.index[chain] = index;
        }
        found.distance[chain] = nearest / size;
      });
      return { value: found, transfer: [] };
    },
    close: () => session.release(),
  };
}

/**
 * ‖y‖² − 2 y·x for a block of samples y and all states x, and the least of it for each state. The smaller matrix comes
 * second in the product: that one the runtime rearranges.
 */
function scoreGraph(block: number, chains: number, size: number): Uint8Array {
  const graph = new Graph();
  const [y, x] = [graph.input('y', [block, size]), graph.input('x', [chains, size])];
  const squares = graph.input('squares', [block, 1]);
  graph.node('Gemm', [y, x, squares], { i: { transB: 1 }, f: { alpha: -2 } }, 'scores');
  graph.output('scores', [block, chains]);
  const least = graph.node('ReduceMin', ['scores'], { i: { keepdims: 0 }, ints: { axes: [0] } }, 'least');
  graph.output(least, [chains]);
  return graph.encode();
}

function squaredNorms(values: Float32Array, size: number): Float32Array {
  return new Float32Array(values.length / size).map((_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += values[i]! * values[i]!;
    return sum;
  });
}

function squaredDistance(a: Float32Array, fromA: number, b: Float32Array, fromB: number, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const difference = a[fromA + i]! - b[fromB + i]!;
    sum += difference * difference;
  }
  return sum;
}
