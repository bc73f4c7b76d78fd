import * as tf from '@tensorflow/tfjs';
import {
  descend,
  type EngineName,
  kaleidoscope,
  type LayersManifold,
  type Manifold,
  type ModelBuilder,
  type Samples,
  type TrainingOptions,
  toPng,
  training,
  trainManifold,
  withNoise,
} from 'kaleidoflow';
import { lastValueFrom, of, take, takeWhile, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngine } from '../dist/src/engine/load.js';
import { openBackend } from '../dist/src/engine/tensorflow/backend.js';
import { untrained } from '../dist/src/streams/untrained.js';
import { layersModels } from '../dist/tools/layers-models.js';
import { pictures, untrainedModel } from './fixtures.js';
import { newFolder } from './folder.js';

beforeAll(async () => {
  await openBackend('tensorflow-wasm');
});

const images = (): Samples => pictures(1, 12)[0]!;
const train = (options: TrainingOptions, samples = images()): Promise<Manifold> =>
  lastValueFrom(of(samples).pipe(trainManifold({ steps: 12, every: 6, batchSize: 5, ...options })));
describe.each(layersModels.map((model, i) => [i, model] as const))('a LayersModel: %i', (_, layersModel) => {
  it('learns', async () => {
    const steps = await lastValueFrom(
      of(images()).pipe(training({ layersModel, steps: 300, every: 300, learningRate: 1e-2 }), toArray()),
    );
    expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss / 2);
  });

  it('has the same weights and topology for the same seed, bit for bit, and others for another', async () => {
    const [a, b, c] = [
      await train({ layersModel, seed: 3 }),
      await train({ layersModel, seed: 3 }),
      await train({ layersModel, seed: 4 }),
    ];
    expect(a).toEqual(b);
    expect((a as LayersManifold).topology).toEqual((c as LayersManifold).topology);
    expect(a.weights).not.toEqual(c.weights);
  });

  it('is plain data, and goes on as itself after JSON', async () => {
    const manifold = (await train({ layersModel })) as LayersManifold;
    const { weights, ...rest } = manifold;
    const copy: Manifold = { ...JSON.parse(JSON.stringify(rest)), weights: weights.map((w) => w.slice()) };
    expect(copy).toEqual(manifold);
    const draws = (of_: Manifold) =>
      lastValueFrom(of(of_).pipe(withNoise(0.1), kaleidoscope({ chains: 3 }), take(3), toArray()));
    expect(await draws(copy)).toEqual(await draws(manifold));
  });

  it('computes f as the model does, and the loss that it says: Eq. 1', async () => {
    const samples = images();
    const manifold = await train({ layersModel, batchSize: samples.count });
    const f = await lastValueFrom(of(manifold).pipe(kaleidoscope({ start: samples }), take(1)));
    const loss = samples.values.reduce((sum, x, i) => sum + (x - f.values[i]!) ** 2, 0) / samples.values.length;
    expect(manifold.loss).toBeCloseTo(loss, 5);

    const model = await tf.models.modelFromJSON((manifold as LayersManifold).topology as never);
    const theirs = tf.tidy(() => {
      model.setWeights(model.weights.map(({ shape }, i) => tf.tensor(manifold.weights[i]!, shape as number[])));
      return (model.predict(tf.tensor(samples.values, [samples.count, ...samples.shape])) as tf.Tensor).dataSync();
    });
    for (const [i, value] of f.values.entries()) expect(value).toBeCloseTo(theirs[i]!, 5);
    model.dispose();
  });

  it.each<TrainingOptions>([{}, { blend: [0.6, 1], schedule: 'cosine' }])(
    'goes on from its checkpoints, bit for bit: %o',
    async (more) => {
      const checkpoint = newFolder();
      const steps = (kept: TrainingOptions) =>
        of(images()).pipe(training({ layersModel, steps: 12, every: 6, batchSize: 5, ...more, ...kept }));
      await lastValueFrom(steps({ checkpoint }).pipe(takeWhile(({ step }) => step < 6, true)));
      const [rest, whole] = [await lastValueFrom(steps({ checkpoint })), await lastValueFrom(steps({}))];
      expect(rest.manifold()).toEqual(whole.manifold());
    },
  );

  it('has the same gradients on every backend, whatever the order of its batch', async () => {
    const samples = images();
    const { architecture, start } = await untrained({ layersModel }, samples, 3, 1, 'tensorflow-wasm');
    const first = async (engine: EngineName, values: Float32Array) => {
      const settings = { architecture, batchSize: samples.count, learningRate: 1e-3, seed: 3 };
      const trainer = await (await loadEngine(engine, true)).openTrainer({ ...samples, values }, settings, start);
      for (let step = 0; step < 1; ) ({ step } = await trainer.advance(1));
      const moments = await trainer.moments();
      await trainer.close();
      return moments.flatMap((values) => [...values]);
    };
    const size = samples.values.length / samples.count;
    const turned = samples.values.map((_, i, { length }) => samples.values[length - size - i + 2 * (i % size)]!);
    const expected = await first('tensorflow-wasm', samples.values);
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
    for (const engine of ['tensorflow-wasm', 'tensorflow-cpu'] as const)
      for (const values of [samples.values, turned]) {
        const found = await first(engine, values);
        expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5);
      }
  });

  it('goes into a descent and a picture', async () => {
    const manifold = await train({ layersModel });
    const draws = await lastValueFrom(of(manifold).pipe(descend({ chains: 2, steps: 4 }), toArray()));
    expect(draws.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect((await lastValueFrom(of(...draws).pipe(toPng()))).length).toBeGreaterThan(50);
  });
});

describe('a LayersModel that is wrong', () => {
  const dense = (activation: 'tanh' | 'sigmoid' | 'relu' | undefined, units = 16) =>
    ((): tf.LayersModel =>
      tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [4, 4, 1] }),
          tf.layers.dense({ units, ...(activation && { activation }) }),
          tf.layers.reshape({ targetShape: [4, 4, units / 16] }),
        ],
      })) as ModelBuilder;
  const cases: [what: string, layersModel: unknown, message: string][] = [
    ['returns no model', () => 3, 'training: layersModel must return a tf.LayersModel, not 3'],
    [
      'maps to another shape',
      dense('tanh', 32),
      'training: layersModel must map the shape [4, 4, 1] to itself, not [4, 4, 1] to [4, 4, 2]',
    ],
    [
      'is not bounded',
      dense(undefined),
      "training: layersModel must end in an activation bounded to the range [-1, 1], 'tanh' or 'softsign', not in 'linear'",
    ],
    ['is bounded below only', dense('relu'), "'tanh' or 'softsign', not in 'relu'"],
    ['is bounded to another range', dense('sigmoid'), "'tanh' or 'softsign', not in 'sigmoid'"],
    [
      'throws',
      () => {
        throw new Error('a network that throws');
      },
      'a network that throws',
    ],
  ];
  it.each(cases)('%s', async (_, layersModel, message) => {
    const before = tf.memory().numTensors;
    await expect(train({ layersModel: layersModel as ModelBuilder })).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('accepts one that ends in a model, or in layers that only move values', async () => {
    const inner = dense('tanh');
    const nested: ModelBuilder = (space) =>
      tf.sequential({ layers: [inner(space), tf.layers.permute({ dims: [2, 1, 3] })] });
    expect((await train({ layersModel: nested })).loss).toBeGreaterThan(0);
  });

  const bad = async (change: Partial<LayersManifold>) => {
    const manifold = { ...(await untrainedModel()), ...change };
    return lastValueFrom(of(manifold).pipe(kaleidoscope({ chains: 1 }), take(1)));
  };
  it('is refused as a manifold whose parts do not fit', async () => {
    const { weights } = await untrainedModel();
    const before = tf.memory().numTensors;
    await expect(bad({ weights: weights.slice(1) })).rejects.toThrow('more weights than the 93 numbers');
    await expect(bad({ weights: [...weights, Float32Array.of(1)] })).rejects.toThrow(
      /a manifold of this topology has weights of \[.*\] numbers, not of \[.*, 1\]/,
    );
    await expect(bad({ topology: [] as never })).rejects.toThrow('kaleidoscope: expected a topology in JSON, not []');
    await expect(bad({ topology: { class_name: 'Cube', config: {} } })).rejects.toThrow(
      'the topology is not that of a tf.LayersModel: ',
    );
    await expect(bad({ weights: weights.map((w) => w.map(() => Number.NaN)) })).rejects.toThrow(
      'weights[0][0] must be finite, not NaN',
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused by the onnx engine', async () => {
    const manifold = await untrainedModel();
    const draw = lastValueFrom(of(manifold).pipe(kaleidoscope({ engine: 'onnx' }), take(1)));
    await expect(draw).rejects.toThrow("engine 'onnx' does not run a tf.LayersModel");
    expect(() => training({ layersModel: dense('tanh'), engine: 'onnx' })).toThrow(
      "training: engine must not be 'onnx' where there is a layersModel",
    );
    expect(() => training({ layersModel: dense('tanh'), depth: 2 })).toThrow(
      'training: depth must be left out where there is a layersModel, not 2',
    );
  });
});
