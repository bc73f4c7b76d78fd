import type { Tensor } from '@tensorflow/tfjs';
import { platform } from '#platform';
import { ofThisRealm } from '../../base/check.js';
import type { Manifold } from '../../core/manifold.js';
import { stateSize } from '../../core/units.js';
import { blockRows } from '../blocks.js';
import type { MapOptions, OpenMap } from '../engine.js';
import { nextStates } from '../next-states.js';
import { openNetwork } from './model.js';
import type { Runtime } from './runtime.js';

/** Kaleidoscopic sampling: x ↦ f(x). */
export const mapOn = (runtime: Runtime, manifold: Manifold, options: MapOptions): Promise<OpenMap> =>
  open(runtime, manifold, options, (f, x) => f(x));

/** Sampling by gradient. The sum over the chains has, for each of them, the gradient of its own loss. */
export const descentOn = (
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

/** As many numbers as all layers of a network may make at once; TensorFlow.js frees none before the last is made. */
const valuesAtOnce = 2 ** 23;

/** A map of which `next` is the part that TensorFlow.js computes. */
async function open(
  runtime: Runtime,
  manifold: Manifold,
  { chains, seed }: MapOptions,
  next: (f: (x: Tensor) => Tensor, x: Tensor) => Tensor,
): Promise<OpenMap> {
  const network = await openNetwork(runtime, manifold, manifold.weights);
  const rows = blockRows(chains, valuesAtOnce / network.outputs);
  return {
    rows,
    async apply(x, step, first) {
      await platform.yieldToEventLoop();
      const reached = runtime.run(() =>
        runtime.read(next((x) => network.f(x), runtime.tf.tensor(ofThisRealm(x), [rows, ...network.shape]))),
      );
      return nextStates(manifold, seed, { x, reached, step, first });
    },
    async close() {
      network.dispose();
    },
  };
}
