import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { MlpManifold } from 'kaleidoflow';
import { weightShapes } from '../../src/values/manifold.js';

/** The same network, in TensorFlow.js's wasm backend: a training step, and a draw of so many chains. */
export interface TfjsWasm {
  step(): Promise<void>;
  /** One draw after another. */
  chains(count: number): () => Promise<void>;
}

/** @param binaries Where TensorFlow.js finds its WebAssembly. */
export async function tfjsWasm(manifold: MlpManifold, batchSize: number, binaries: string): Promise<TfjsWasm> {
  setWasmPaths(binaries);
  await tf.setBackend('wasm');
  const shapes = weightShapes(manifold);
  const weights = manifold.weights.map((values, i) => tf.variable(tf.tensor(values, shapes[i])));
  const f = (x: tf.Tensor) => {
    let y = x;
    for (let layer = 0; layer <= manifold.depth; layer++) {
      y = y.matMul(weights[2 * layer]!).add(weights[2 * layer + 1]!);
      y = layer < manifold.depth ? y.relu() : y.tanh();
    }
    return y;
  };
  const batch = tf.randomUniform([batchSize, 784], -1, 1);
  const adam = tf.train.adam(1e-4);
  return {
    async step() {
      const loss = adam.minimize(() => f(batch).sub(batch).square().mean<tf.Scalar>(), true, weights)!;
      await loss.data();
      loss.dispose();
    },
    chains(count) {
      let x = tf.randomUniform([count, 784], -1, 1);
      return async () => {
        const next = tf.tidy(() =>
          f(x)
            .add(tf.randomUniform([count, 784], -0.01, 0.01))
            .clipByValue(-1, 1),
        );
        await next.data();
        x.dispose();
        x = next;
      };
    },
  };
}
