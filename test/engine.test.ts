import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import type { MlpArchitecture, MlpManifold } from 'kaleidoflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWeights, weightShapes } from '../dist/src/core/manifold.js';
import { sizeOf } from '../dist/src/core/samples.js';
import { gradientGraph, partsOf } from '../dist/src/engine/onnx/graph/training.js';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { apart } from '../dist/src/engine/onnx/tasks/parameters.js';
import { runtimeOf } from '../dist/src/platform/node/runtime.js';

/** Everything here is held against TensorFlow.js, written by others, on its plain JavaScript backend. */
beforeAll(async () => {
  await tf.setBackend('cpu');
});

const anyArchitecture: fc.Arbitrary<MlpArchitecture> = fc.record({
  depth: fc.integer({ min: 1, max: 5 }),
  width: fc.integer({ min: 1, max: 20 }),
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  range: fc.constantFrom([0, 1] as const, [-1, 1] as const),
});

/** Its parameters are not small, and an input is turned. */
const wide: MlpArchitecture = { depth: 1, width: 260, shape: [100], range: [-1, 1] };

function inRange(count: number, { shape, range }: MlpArchitecture, seed: number): Float32Array {
  const [low, high] = range;
  return Float32Array.from({ length: count * sizeOf(shape) }, (_, i) => {
    const u = Math.abs(Math.sin(seed + 12.9898 * i) * 43758.5453) % 1;
    return low + (high - low) * u;
  });
}

function asVariables(architecture: MlpArchitecture, weights: readonly Float32Array[]): tf.Variable[] {
  return weightShapes(architecture).map((shape, i) => tf.variable(tf.tensor(weights[i]!, [...shape])));
}

function network({ depth, range }: MlpArchitecture, weights: tf.Variable[], x: tf.Tensor2D): tf.Tensor2D {
  let y: tf.Tensor = x;
  for (let layer = 0; layer <= depth; layer++) {
    y = y.matMul(weights[2 * layer]!).add(weights[2 * layer + 1]!);
    y = layer < depth ? y.relu() : range[0] === 0 ? y.sigmoid() : y.tanh();
  }
  return y as tf.Tensor2D;
}

const closeTo = (ours: ArrayLike<number>, theirs: ArrayLike<number>, relative: number, least = 1e-12) => {
  const largest = Math.max(...Array.from(theirs, Math.abs), least);
  for (let i = 0; i < theirs.length; i++)
    expect(Math.abs(ours[i]! - theirs[i]!) / largest, `value ${i} of ${theirs.length}`).toBeLessThan(relative);
};

describe('the onnx engine', () => {
  it('applies f as TensorFlow.js does', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyArchitecture,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(99),
        async (architecture, chains, seed) => {
          const weights = startWeights(architecture, seed);
          const manifold: MlpManifold = { ...architecture, weights, loss: 1, steps: 0, noise: [] };
          const x = inRange(chains, architecture, seed);
          const map = await onnx.openMap(manifold, { chains, seed: 0 });
          const { shown: ours } = await map.apply(x, 1, 0);
          await map.close();
          const theirs = tf.tidy(() =>
            network(
              architecture,
              asVariables(architecture, weights),
              tf.tensor2d(x, [chains, x.length / chains]),
            ).dataSync(),
          );
          closeTo(ours, theirs, 1e-5);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("has TensorFlow.js's gradient", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyArchitecture, fc.constant(wide)),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(99),
        async (architecture, batch, seed) => {
          const size = sizeOf(architecture.shape);
          const sizes = weightShapes(architecture).map(sizeOf);
          const parts = partsOf(architecture);
          const together = parts.length === 1;
          expect(together).toBe(architecture !== wide);
          const weights = startWeights(architecture, seed);
          const input = inRange(batch, architecture, seed);
          const target = inRange(batch, architecture, seed + 1);

          const runtime = await runtimeOf('onnx');
          const session = await runtime.open(gradientGraph(architecture, batch));
          const loss = new Float32Array(1);
          const gradients = parts.map(({ shape }) => new Float32Array(sizeOf(shape)));
          const given = together ? [Float32Array.from(weights.flatMap((w) => Array.from(w)))] : weights;
          const tensors = (letter: string, arrays: readonly Float32Array[]) =>
            Object.fromEntries(
              parts.map(({ name, shape }, i) => [letter + name, runtime.tensor(arrays[i]!, shape)] as const),
            );
          await session.run(
            {
              input: runtime.tensor(input, [batch, size]),
              target: runtime.tensor(target, [batch, size]),
              ...tensors('w', given),
            },
            { loss: runtime.tensor(loss, []), ...tensors('g', gradients) },
          );

          const variables = asVariables(architecture, weights);
          const { value, grads } = tf.variableGrads(() =>
            network(architecture, variables, tf.tensor2d(input, [batch, size]))
              .sub(tf.tensor2d(target, [batch, size]))
              .square()
              .mean<tf.Scalar>(),
          );
          closeTo(loss, value.dataSync(), 1e-5);
          variables.forEach((variable, i) => {
            closeTo(apart(gradients, sizes)[i]!, grads[variable.name]!.dataSync(), 1e-4);
          });
          await session.release();
          tf.dispose([value, grads, variables]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("descends TensorFlow.js's gradient of ‖x − f(x)‖²/D, chain by chain", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyArchitecture,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(99),
        async (architecture, chains, seed) => {
          const weights = startWeights(architecture, seed).map((w) => w.map((v) => 2 * v));
          const manifold: MlpManifold = { ...architecture, weights, loss: 1, steps: 0, noise: [] };
          const x = inRange(chains, architecture, seed);
          const size = x.length / chains;
          const descent = await onnx.openDescent(manifold, { chains, seed: 0, learningRate: size / 4 });
          const { shown: ours } = await descent.apply(x, 1, 0);
          await descent.close();
          const theirs = tf.tidy(() => {
            const variables = asVariables(architecture, weights);
            const loss = (row: tf.Tensor) =>
              network(architecture, variables, row as tf.Tensor2D)
                .sub(row)
                .square()
                .sum()
                .div(size);
            const rows = tf.tensor2d(x, [chains, size]).split(chains);
            const moved = rows.map((row) =>
              row.sub(
                tf
                  .grad(loss)(row)
                  .mul(size / 4),
              ),
            );
            return tf.concat(moved).clipByValue(architecture.range[0], architecture.range[1]).dataSync();
          });
          // A row may move to nearly 0, where the rounding of what it comes from is all that differs.
          closeTo(ours, theirs, 5e-6, Math.max(...x.map(Math.abs)));
        },
      ),
      { numRuns: 15, examples: [[{ depth: 5, width: 17, shape: [1], range: [-1, 1] }, 1, 23]] },
    );
  });

  it("trains as TensorFlow.js's Adam does", async () => {
    const architecture: MlpArchitecture = { depth: 3, width: 16, shape: [6], range: [0, 1] };
    const values = inRange(12, architecture, 4);
    const samples = { values, count: 12, shape: [6], range: [0, 1] as const };
    const settings = { architecture, batchSize: 12, learningRate: 1e-3, seed: 3 };
    const start = { step: 0, weights: startWeights(architecture, 3), moments: [] };
    const trainer = await onnx.openTrainer(samples, settings, start);
    let state = await trainer.advance(60);
    while (!state.weights) state = await trainer.advance(60);
    await trainer.close();

    const variables = asVariables(architecture, startWeights(architecture, 3));
    const x = tf.tensor2d(values, [12, 6]);
    const loss = () => network(architecture, variables, x).sub(x).square().mean<tf.Scalar>();
    const adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
    for (let step = 0; step < 60; step++) adam.minimize(loss, false, variables);
    closeTo([state.loss], loss().dataSync(), 1e-3);
    variables.forEach((variable, i) => {
      closeTo(state.weights![i]!, variable.dataSync(), 2e-3);
    });
  });
});
