import type * as tensorflow from '@tensorflow/tfjs';
import type { LayeredArchitecture, Manifold } from 'kaleidoflow';
import { weightShapes } from '../../src/core/manifold.js';
import { sizeOf } from '../../src/core/samples.js';
import { forward } from '../../src/engine/tensorflow/layered.js';

/** The same network in TensorFlow.js: a training step, and a draw of so many chains. */
export interface TfjsNetwork {
  step(): Promise<void>;
  /** One draw after another. */
  chains(count: number): () => Promise<void>;
}

/**
 * TensorFlow.js with its wasm backend.
 * @param binaries Where it finds its WebAssembly.
 */
export async function tfjsWasm(binaries: string): Promise<typeof tensorflow> {
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(binaries);
  await tf.setBackend('wasm');
  return tf;
}

export function tfjsNetwork(
  tf: typeof tensorflow,
  manifold: LayeredArchitecture & Manifold,
  batchSize: number,
): TfjsNetwork {
  const size = sizeOf(manifold.shape);
  const shapes = weightShapes(manifold);
  const weights = manifold.weights.map((values, i) => tf.variable(tf.tensor(values, [...shapes[i]!])));
  const f = (x: tensorflow.Tensor) => forward(tf, manifold, weights, x);
  const batch = tf.randomUniform([batchSize, size], -1, 1);
  const adam = tf.train.adam(1e-4);
  return {
    async step() {
      const loss = adam.minimize(() => f(batch).sub(batch).square().mean<tensorflow.Scalar>(), true, weights)!;
      await loss.data();
      loss.dispose();
    },
    chains(count) {
      let x = tf.randomUniform([count, size], -1, 1);
      return async () => {
        const next = tf.tidy(() =>
          f(x)
            .add(tf.randomUniform([count, size], -0.01, 0.01))
            .clipByValue(-1, 1),
        );
        await next.data();
        x.dispose();
        x = next;
      };
    },
  };
}
