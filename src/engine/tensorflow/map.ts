import type { Tensor } from '@tensorflow/tfjs';
import { platform } from '#platform';
import { putBack } from '../../values/given.js';
import { stateSize } from '../../values/label-units.js';
import type { Manifold } from '../../values/manifold.js';
import { coefficientsAt, fillAdded } from '../../values/motion.js';
import type { MapOptions, OpenMap } from '../engine.js';
import { f, openModel, stateShape } from './model.js';
import type { Runtime } from './runtime.js';

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
        .mul(learningRate / stateSize(manifold)),
    );
  });

/** A map of which `next` is the part that TensorFlow.js computes. */
async function open(
  runtime: Runtime,
  manifold: Manifold,
  { chains, seed, known }: MapOptions,
  next: (f: (x: Tensor) => Tensor, x: Tensor) => Tensor,
): Promise<OpenMap> {
  const { range, weights, motion } = manifold;
  const [low, high] = range;
  const clip = (value: number) => Math.max(low, Math.min(high, value));
  const model = await openModel(runtime, manifold, weights);
  const columns = stateSize(manifold);
  const added = new Float32Array(chains * columns);
  return {
    async apply(x, step) {
      await platform.turn();
      const reached = runtime.run(() =>
        runtime.read(next((x) => f(model, x), runtime.tf.tensor(x, [chains, ...stateShape(manifold)]))),
      );
      fillAdded(added, columns, manifold, seed, step);
      const { a, b } = coefficientsAt(motion, step);
      const moved = reached.map((y, i) => clip(a * x[i]! + b * y + added[i]!));
      const state = putBack(moved, known);
      return { state, shown: motion ? putBack(reached.map(clip), known) : state };
    },
    async close() {
      model.dispose();
    },
  };
}
