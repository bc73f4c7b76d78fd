import { platform } from '#platform';
import { ofThisRealm } from '../../base/check.js';
import { nearestOf } from '../search/neighbours.js';
import { normed, type Scores } from '../search/scores.js';
import type { OpenSearch, Rows } from '../search/search.js';
import type { Runtime } from './runtime.js';

/** Scores that are made before others have their turn. */
const scoresAtOnce = 2 ** 20;

/** Finds the nearest of many rows, with one matrix product for a block of them. */
export async function searchOn(runtime: Runtime, { values, size }: Rows): Promise<OpenSearch> {
  const { tf } = runtime;
  const samples = normed(ofThisRealm(values), size);
  const scores: Scores = {
    async *blocks(y, x) {
      const most = Math.max(1, Math.floor(scoresAtOnce / x.count));
      for (let first = 0; first < y.count; first += most) {
        await platform.yieldToEventLoop();
        const end = Math.min(first + most, y.count);
        const { all, least } = runtime.run(() => {
          const rows = tf.tensor(y.values.subarray(first * size, end * size), [end - first, size]);
          const squares = tf.tensor(y.squares.subarray(first, end), [end - first, 1]);
          const all = squares.sub(
            tf.matMul(rows, tf.tensor(ofThisRealm(x.values), [x.count, size]), false, true).mul(2),
          );
          return { all: runtime.read(all), least: runtime.read(all.min(0)) };
        });
        yield { first, scores: all, least };
      }
    },
    release: async () => {},
  };
  return { nearest: (x) => nearestOf(scores, samples, x), close: async () => {} };
}
