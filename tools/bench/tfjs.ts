import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { weightShapes } from '../../src/values/manifold.js';
import { manifold, paper, time } from './net.js';

/** Milliseconds of a training step and of a draw of 1000 chains, the same network on TensorFlow.js's wasm backend. */
export async function tfjsWasm(): Promise<{ train: number; sample: number }> {
  const binaries = dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js'),
  );
  setWasmPaths(binaries + sep);
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
  const batch = tf.randomUniform([paper.batchSize, 784], -1, 1);
  const adam = tf.train.adam(paper.learningRate);
  const train = await time(3, async () => {
    const loss = adam.minimize(() => f(batch).sub(batch).square().mean<tf.Scalar>(), true, weights)!;
    await loss.data();
    loss.dispose();
  });
  let x = tf.randomUniform([1000, 784], -1, 1);
  const sample = await time(8, async () => {
    const next = tf.tidy(() =>
      f(x)
        .add(tf.randomUniform([1000, 784], -0.01, 0.01))
        .clipByValue(-1, 1),
    );
    await next.data();
    x.dispose();
    x = next;
  });
  return { train, sample };
}
