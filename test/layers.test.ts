import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  descend,
  type EngineName,
  kaleidoscope,
  type LayersManifold,
  type Manifold,
  type Network,
  type Samples,
  type TrainingOptions,
  toPng,
  training,
  trainManifold,
  withNoise,
} from 'kaleidoflow';
import { autoencoder, mlp, transformer, unet } from 'kaleidoflow/networks';
import { lastValueFrom, of, take, takeWhile, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWeights } from '../dist/src/core/manifold.js';
import { loadEngine } from '../dist/src/engine/load.js';
import { openBackend } from '../dist/src/engine/tensorflow/backend.js';
import { untrainedNetwork } from '../dist/src/streams/untrained.js';
import { pictures, untrained, untrainedLayers } from './fixtures.js';

beforeAll(async () => {
  await openBackend('tensorflow-wasm');
});

const images = (): Samples => pictures(1, 12)[0]!;
const train = (options: TrainingOptions, samples = images()): Promise<Manifold> =>
  lastValueFrom(of(samples).pipe(trainManifold({ steps: 12, every: 6, batchSize: 5, ...options })));
const networks: Record<string, Network> = {
  mlp: mlp({ depth: 2, width: 8 }),
  autoencoder: autoencoder({ filters: 2 }),
  'autoencoder with a bottleneck': autoencoder({ filters: 4, bottleneck: 8 }),
  unet: unet({ filters: 2 }),
  'unet with a bottleneck': unet({ filters: 2, bottleneck: 8 }),
  transformer: transformer({ patch: 2, width: 8, depth: 1, heads: 2 }),
};

describe.each(Object.entries(networks))('a network of layers: %s', (_, network) => {
  it('learns', async () => {
    const steps = await lastValueFrom(
      of(images()).pipe(training({ network, steps: 300, every: 300, learningRate: 1e-2 }), toArray()),
    );
    expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss / 2);
  });

  it('has the same weights and topology for the same seed, bit for bit, and others for another', async () => {
    const [a, b, c] = [
      await train({ network, seed: 3 }),
      await train({ network, seed: 3 }),
      await train({ network, seed: 4 }),
    ];
    expect(a).toEqual(b);
    expect((a as LayersManifold).topology).toEqual((c as LayersManifold).topology);
    expect(a.weights).not.toEqual(c.weights);
  });

  it('is plain data, and goes on as itself after JSON', async () => {
    const manifold = (await train({ network })) as LayersManifold;
    const { weights, ...rest } = manifold;
    const copy: Manifold = { ...JSON.parse(JSON.stringify(rest)), weights: weights.map((w) => w.slice()) };
    expect(copy).toEqual(manifold);
    const draws = (of_: Manifold) =>
      lastValueFrom(of(of_).pipe(withNoise(0.1), kaleidoscope({ chains: 3 }), take(3), toArray()));
    expect(await draws(copy)).toEqual(await draws(manifold));
  });

  it('computes f as the model does, and the loss that it says: Eq. 1', async () => {
    const samples = images();
    const manifold = await train({ network, batchSize: samples.count });
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
      const checkpoint = mkdtempSync(join(tmpdir(), 'kaleidoflow-'));
      const steps = (kept: TrainingOptions) =>
        of(images()).pipe(training({ network, steps: 12, every: 6, batchSize: 5, ...more, ...kept }));
      await lastValueFrom(steps({ checkpoint }).pipe(takeWhile(({ step }) => step < 6, true)));
      const [rest, whole] = [await lastValueFrom(steps({ checkpoint })), await lastValueFrom(steps({}))];
      expect(rest.manifold()).toEqual(whole.manifold());
      rmSync(checkpoint, { recursive: true });
    },
  );

  it('has the same gradients on every backend, whatever the order of its batch', async () => {
    const samples = images();
    const { architecture, start } = await untrainedNetwork(network, samples, 3, 'tensorflow-wasm');
    const first = async (engine: EngineName, values: Float32Array) => {
      const settings = { architecture, batchSize: samples.count, learningRate: 1e-3, seed: 3 };
      const trainer = await (await loadEngine(engine, false)).openTrainer({ ...samples, values }, settings, start);
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
        expect(Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-6);
      }
  });

  it('goes into a descent and a picture', async () => {
    const manifold = await train({ network });
    const draws = await lastValueFrom(of(manifold).pipe(descend({ chains: 2, steps: 4 }), toArray()));
    expect(draws.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect((await lastValueFrom(of(...draws).pipe(toPng()))).length).toBeGreaterThan(50);
  });
});

describe('the ready U-Net', () => {
  it('has a bottleneck at the quarter size, or none', async () => {
    const sizes = async (bottleneck?: number) =>
      (await untrainedLayers(unet({ filters: 2, bottleneck }))).weights.map(({ length }) => length);
    const plain = await sizes();
    expect(await sizes(3)).toEqual([...plain.slice(0, 6), 8 * 3, 3, 3 * 8, 8, ...plain.slice(6)]);
  });
});

describe('the ready MLP', () => {
  it('is the MLP of every engine: with its weights, the same f', async () => {
    const plain = untrained();
    const layers = await untrainedLayers(mlp({ depth: 2, width: 8 }));
    const draw = (manifold: Manifold) => lastValueFrom(of(manifold).pipe(kaleidoscope({ chains: 3 }), take(2)));
    const [ours, theirs] = [await draw(plain), await draw({ ...layers, weights: plain.weights })];
    for (const [i, value] of ours.values.entries()) expect(value).toBeCloseTo(theirs.values[i]!, 5);
  });

  it('starts as the paper has it, uniform in ±1/√(inputs)', async () => {
    const { start } = await untrainedNetwork(
      mlp({ depth: 1, width: 100 }),
      { shape: [400], range: [0, 1] },
      5,
      'tensorflow-wasm',
    );
    const expected = startWeights({ depth: 1, width: 100, shape: [400], range: [0, 1] }, 5);
    for (const [i, weights] of start.weights.entries()) {
      const [bound, variance] = [
        Math.max(...weights.map(Math.abs)),
        weights.reduce((sum, w) => sum + w * w, 0) / weights.length,
      ];
      const inputs = i < 2 ? 400 : 100;
      expect(weights).toHaveLength(expected[i]!.length);
      expect(bound).toBeLessThanOrEqual(1 / Math.sqrt(inputs));
      expect(variance * 3 * inputs).toBeGreaterThan(0.75);
      expect(variance * 3 * inputs).toBeLessThan(1.25);
    }
  });
});

describe('a network of layers that is wrong', () => {
  const dense = (activation: 'tanh' | 'sigmoid' | 'relu' | undefined, units = 16) =>
    ((): tf.LayersModel =>
      tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [4, 4, 1] }),
          tf.layers.dense({ units, ...(activation && { activation }) }),
          tf.layers.reshape({ targetShape: [4, 4, units / 16] }),
        ],
      })) as Network;
  const cases: [what: string, network: unknown, message: string][] = [
    ['returns no model', () => 3, 'training: network must return a tf.LayersModel, not 3'],
    [
      'maps to another shape',
      dense('tanh', 32),
      'training: network must map the shape [4, 4, 1] to itself, not [4, 4, 1] to [4, 4, 2]',
    ],
    [
      'is not bounded',
      dense(undefined),
      "training: network must end in an activation bounded to the range [-1, 1], 'tanh' or 'softsign', not in 'linear'",
    ],
    ['is bounded below only', dense('relu'), "'tanh' or 'softsign', not in 'relu'"],
    ['is bounded to another range', dense('sigmoid'), "'tanh' or 'softsign', not in 'sigmoid'"],
    [
      'needs other sides',
      autoencoder(),
      'autoencoder: shape must be [height, width, channels] with sides that are multiples of 4, not [3, 3, 1]',
    ],
    [
      'throws',
      () => {
        throw new Error('a network that throws');
      },
      'a network that throws',
    ],
  ];
  it.each(cases)('%s', async (_, network, message) => {
    const before = tf.memory().numTensors;
    const samples = message.includes('multiples') ? pictures(1, 5, [3, 3, 1])[0]! : images();
    await expect(train({ network: network as Network }, samples)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('accepts one that ends in a model, or in layers that only move values', async () => {
    const inner = dense('tanh');
    const nested: Network = (space) =>
      tf.sequential({ layers: [inner(space), tf.layers.permute({ dims: [2, 1, 3] })] });
    expect((await train({ network: nested })).loss).toBeGreaterThan(0);
  });

  const bad = async (change: Partial<LayersManifold>) => {
    const manifold = { ...(await untrainedLayers()), ...change };
    return lastValueFrom(of(manifold).pipe(kaleidoscope({ chains: 1 }), take(1)));
  };
  it('is refused as a manifold whose parts do not fit', async () => {
    const { weights } = await untrainedLayers();
    const before = tf.memory().numTensors;
    await expect(bad({ weights: weights.slice(1) })).rejects.toThrow('more weights than the 209 numbers');
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
    const manifold = await untrainedLayers();
    const draw = lastValueFrom(of(manifold).pipe(kaleidoscope({ engine: 'onnx' }), take(1)));
    await expect(draw).rejects.toThrow("engine 'onnx' runs MLPs only");
    expect(() => training({ network: dense('tanh'), engine: 'onnx' })).toThrow(
      "training: engine must not be 'onnx' where there is a network",
    );
    expect(() => training({ network: dense('tanh'), depth: 2 })).toThrow(
      'training: depth must be left out where there is a network, not 2',
    );
    expect(() => training({ network: 'unet' as never })).toThrow(
      "training: network must be a function that returns a tf.LayersModel, not 'unet'",
    );
  });
});
