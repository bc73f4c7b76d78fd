import { show } from '../values/check.js';
import { legible } from '../values/json.js';
import type { Tensor } from '../values/layers.js';
import { checkDraw, checkSamples, type Draw } from '../values/samples.js';

/** What `mapTensor` makes of what its function gives: a tensor becomes a draw, all else stays. */
export type Mapped<R> = R extends Tensor ? Draw : R;

/**
 * A function of tensors as one of draws. Whatever tensors it makes are disposed when it is done, save those it keeps with
 * `tf.keep`, and variables.
 */
export function tensorMap<R>(
  fn: (tensor: Tensor, draw: Draw) => R | PromiseLike<R>,
): (draw: Draw) => Promise<Mapped<R>> {
  if (typeof fn !== 'function') throw new TypeError(`mapTensor: fn must be a function, not ${show(fn)}`);
  return async (draw) => {
    checkDraw('mapTensor', draw);
    const { openBackend } = await import('../engine/tensorflow/backend.js');
    const { followTensors } = await import('../engine/tensorflow/changes/tensors.js');
    const { tf } = await openBackend('auto');
    const maker = followTensors(tf);
    const made = new Set<Tensor>();
    try {
      return await maker.run(made, async () => {
        const { values, count, shape } = draw;
        const result: unknown = await fn(tf.tensor(Float32Array.from(values), [count, ...shape]), draw);
        return (result instanceof tf.Tensor ? await drawOf(result, draw) : result) as Mapped<R>;
      });
    } finally {
      for (const tensor of made) if (!tensor.kept) tensor.dispose();
    }
  };
}

async function drawOf(tensor: Tensor, { range, step }: Draw): Promise<Draw> {
  const [count = 0, ...shape] = tensor.shape as number[];
  const draw = legible({ values: Float32Array.from(await tensor.data()), count, shape, range, step });
  checkSamples('mapTensor', draw);
  return draw;
}
