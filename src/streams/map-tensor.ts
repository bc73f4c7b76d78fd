import { show } from '../base/check.js';
import { legible } from '../base/json.js';
import type { Tensor } from '../core/network.js';
import { checkDraw, checkSamples, type Draw } from '../core/samples.js';
import type { Open } from './stage.js';
import { UnderWay } from './under-way.js';

/** What `mapTensor` makes of what its function gives: a tensor becomes a draw, all else stays. */
export type Mapped<R> = R extends Tensor ? Draw : R;

/**
 * A function of tensors as one of draws. Whatever tensors it makes are disposed when it is done, save those it keeps with
 * `tf.keep`, and variables.
 */
export function tensorMap<R>(
  fn: (tensor: Tensor, draw: Draw, signal: AbortSignal) => R | PromiseLike<R>,
): Open<Draw, Mapped<R>> {
  if (typeof fn !== 'function') throw new TypeError(`mapTensor: fn must be a function, not ${show(fn)}`);
  return (signal) => {
    const underWay = new UnderWay('mapTensor');
    const made = new Set<Tensor>();
    const free = () => {
      for (const tensor of made) if (!tensor.kept) tensor.dispose();
      made.clear();
    };
    return {
      async *next(draw) {
        checkDraw('mapTensor', draw);
        const { openBackend } = await import('../engine/tensorflow/backend.js');
        const { followTensors } = await import('../engine/tensorflow/changes/tensors.js');
        const { tf } = await openBackend('auto');
        let result: Mapped<R>;
        try {
          result = await followTensors(tf).run(made, async () => {
            const { values, count, shape } = draw;
            const tensor = tf.tensor(Float32Array.from(values), [count, ...shape]);
            const made: unknown = await underWay.of('fn', () => fn(tensor, draw, signal));
            return (made instanceof tf.Tensor ? await drawOf(made, draw) : made) as Mapped<R>;
          });
        } finally {
          free();
        }
        yield result;
      },
      /** When the stream is left: what the function has made is freed when it has answered, and after a second at most. */
      async close() {
        await underWay.over();
        free();
      },
    };
  };
}

async function drawOf(tensor: Tensor, { range, step }: Draw): Promise<Draw> {
  const [count = 0, ...shape] = tensor.shape as number[];
  const draw = legible({ values: Float32Array.from(await tensor.data()), count, shape, range, step });
  checkSamples('mapTensor', draw);
  return draw;
}
