import type { Tensor } from '@tensorflow/tfjs';
import type { Manifold } from '../../manifold.js';
import { sumNoise } from '../../noise.js';
import { sizeOf } from '../../samples.js';
import type { MapOptions, OpenMap } from '../engine.js';
import { f, openModel } from './model.js';
import { type Runtime, turn } from './runtime.js';

/** Kaleidoscopic sampling: x ↦ f(x). */
export const openMap = (runtime: Runtime, manifold: Manifold, options: MapOptions): Promise<OpenMap> =>
  open(runtime, manifold, options, (f, x) => f(x));

/** Sampling by gradient. The sum over the chains has, for each of them, the gradient of its own loss. */
export const openDescent = (
  runtime: Runtime,
  manifold: Manifold,
  options: MapOptions,
  learningRate: number,
): Promise<OpenMap> =>
  open(runtime, manifold, options, (f, x) => {
    const { tf } = runtime;
    const loss = (x: Tensor) => tf.sum(tf.squaredDifference(x, f(x)));
    return x.sub(
      tf
        .grad(loss)(x)
        .mul(learningRate / sizeOf(manifold.shape)),
    );
  });

/** A map of which `next` is the part that TensorFlow.js computes; then comes the noise, and the clip to the domain. */
async function open(
  runtime: Runtime,
  manifold: Manifold,
  { chains, seed }: MapOptions,
  next: (f: (x: Tensor) => Tensor, x: Tensor) => Tensor,
): Promise<OpenMap> {
  const { shape, range, weights, noise: terms } = manifold;
  const [low, high] = range;
  const model = await openModel(runtime, manifold, weights);
  const noise = new Float32Array(chains * sizeOf(shape));
  return {
    async apply(x, step) {
      await turn();
      const values = runtime.run(() =>
        runtime.read(next((x) => f(model, x), runtime.tf.tensor(x, [chains, ...shape]))),
      );
      sumNoise(noise, sizeOf(shape), terms, seed, step);
      for (let i = 0; i < values.length; i++) values[i] = Math.max(low, Math.min(high, values[i]! + noise[i]!));
      return values;
    },
    async close() {
      model.dispose();
    },
  };
}
