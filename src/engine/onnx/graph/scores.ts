import { Graph } from '../../../models/graph/graph.js';
import type { Scores } from '../../search/scores.js';
import type { Runtime } from '../session.js';

/** Scores that are made in one run: few enough to stay in the cache. */
const scoresAtOnce = 2 ** 16;

/**
 * As ‖x − y‖² = ‖x‖² + (‖y‖² − 2x·y), one matrix product gives a score to all pairs of rows. The smaller matrix comes
 * second in the product: that one the runtime rearranges.
 */
export async function openScores(size: number, { tensor, open }: Runtime): Promise<Scores> {
  const session = await open(scoreGraph(size));
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
