import fc from 'fast-check';
import {
  descend,
  type EngineName,
  fromManifold,
  given,
  kaleidoscope,
  type Layer,
  type Manifold,
  type Network,
  type NetworkManifold,
  type Samples,
  type TrainingOptions,
  toOnnx,
  toSafetensors,
  training,
  trainManifold,
  withLabels,
  withNoise,
  withTurns,
} from 'kaleidoflow';
import { autoencoder, mlp, transformer, unet } from 'kaleidoflow/networks';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { lastValueFrom, of, take, takeWhile, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type LayeredArchitecture, startWeights } from '../dist/src/core/manifold.js';
import type { TrainerSettings } from '../dist/src/engine/engine.js';
import { loadEngine } from '../dist/src/engine/load.js';
import { type AnyNetwork, anyNetwork } from './any-network.js';
import { engineNames } from './engines.js';
import { pictures, untrained, untrainedNetwork } from './fixtures.js';
import { newFolder } from './folder.js';

const images = (): Samples => pictures(1, 12)[0]!;
const train = (options: TrainingOptions, samples = images()): Promise<Manifold> =>
  lastValueFrom(of(samples).pipe(trainManifold({ steps: 12, every: 6, batchSize: 5, ...options })));
const networks: Record<string, Network> = {
  mlp: mlp({ depth: 2, width: 8 }),
  'mlp with skips': mlp({ depth: 6, width: 8, skips: true }),
  autoencoder: autoencoder({ filters: 2 }),
  'autoencoder with a bottleneck': autoencoder({ filters: 4, bottleneck: 8 }),
  unet: unet({ filters: 2 }),
  'unet with a bottleneck': unet({ filters: 2, bottleneck: 8 }),
  transformer: transformer({ patch: 2, width: 8, depth: 1, heads: 2 }),
};

/** Adam's moments after one step: the gradients, and their squares. */
async function gradients(
  engine: EngineName,
  samples: Samples,
  architecture: LayeredArchitecture,
  further: Partial<TrainerSettings> = {},
): Promise<number[]> {
  const settings = { architecture, batchSize: samples.count, learningRate: 1e-3, seed: 3, ...further };
  const start = { step: 0, weights: startWeights(architecture, 5), moments: [] };
  const trainer = await (await loadEngine(engine, false)).openTrainer(samples, settings, start);
  for (let step = 0; step < 1; ) ({ step } = await trainer.advance(1));
  const moments = await trainer.moments();
  await trainer.close();
  return moments.flatMap((values) => [...values]);
}

/** How far numbers are from those expected, over the largest of these. */
function farthest(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return Array.from(expected).reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0) / largest;
}

const samplesOf = ({ shape, range }: AnyNetwork, count: number): Samples => {
  const [low, high] = range;
  const values = Float32Array.from({ length: count * shape.reduce((a, b) => a * b) }, (_, i) => {
    return low + ((high - low) * (1 + Math.sin(i * i))) / 2;
  });
  return { values, count, shape, range };
};

describe('any network of layers', () => {
  const runs = Number(process.env.NETWORKS ?? 12);

  it("has TensorFlow.js's gradients", async () => {
    let worst = 0;
    await fc.assert(
      fc.asyncProperty(anyNetwork, fc.integer({ min: 1, max: 5 }), async (network, count) => {
        const samples = samplesOf(network, count);
        const [ours, theirs] = [
          await gradients('onnx', samples, network),
          await gradients('tensorflow-cpu', samples, network),
        ];
        const found = farthest(ours, theirs);
        worst = Math.max(worst, found);
        expect(found).toBeLessThan(1e-4);
      }),
      { numRuns: runs },
    );
    console.log(`gradients of ${runs} networks are within ${worst.toExponential(1)} of TensorFlow.js's`);
  }, 600_000);

  it('is walked as TensorFlow.js walks it, and as its ONNX file says', async () => {
    await fc.assert(
      fc.asyncProperty(anyNetwork, async (network) => {
        const start = samplesOf(network, 3);
        const manifold: NetworkManifold = {
          ...network,
          weights: startWeights(network, 5),
          loss: 1,
          steps: 0,
          noise: [],
        };
        const states = (engine: EngineName) =>
          lastValueFrom(of(manifold).pipe(kaleidoscope({ start, engine }), take(1)));
        const descents = (engine: EngineName) =>
          lastValueFrom(of(manifold).pipe(descend({ start, engine, learningRate: 0.5 }), take(1)));
        const ours = await states('onnx');
        expect(farthest(ours.values, (await states('tensorflow-cpu')).values)).toBeLessThan(1e-4);
        expect(farthest((await descents('onnx')).values, (await descents('tensorflow-cpu')).values)).toBeLessThan(1e-4);

        const session = await InferenceSession.create(await lastValueFrom(of(manifold).pipe(toOnnx())));
        const { y } = await session.run({ x: new Tensor('float32', start.values, [3, start.values.length / 3]) });
        expect(farthest(y!.data as Float32Array, ours.values)).toBeLessThan(1e-5);
        await session.release();
      }),
      { numRuns: runs },
    );
  }, 600_000);
});

it("two threads find TensorFlow.js's gradient of halves of a batch, odd and weighted too, and the same each time", async () => {
  const space = { shape: [16, 16, 1], range: [0, 1] as const };
  const network = unet({ filters: 8 });
  const architecture = { ...space, layers: network(space) };
  const samples = samplesOf(architecture, 9);
  for (const further of [{}, { batchSize: 8 }, { blend: [0.2, 1], weighting: 'velocity' } as const]) {
    const [ours, theirs] = [
      await gradients('onnx', samples, architecture, further),
      await gradients('tensorflow-wasm', samples, architecture, further),
    ];
    expect(farthest(ours, theirs)).toBeLessThan(1e-4);
  }
  const [once, again] = [
    await train({ network, steps: 8, batchSize: 9 }, samples),
    await train({ network, steps: 8, batchSize: 9 }, samples),
  ];
  expect(again.weights).toEqual(once.weights);
}, 300_000);

describe.each(Object.entries(networks))('a ready network: %s', (name, network) => {
  it('learns', async () => {
    const steps = await lastValueFrom(
      of(images()).pipe(training({ network, steps: 200, every: 200, learningRate: 1e-2 }), toArray()),
    );
    expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss / 2);
  });

  it('has the same weights for the same seed, bit for bit, and others for another', async () => {
    const [a, b, c] = [
      await train({ network, seed: 3 }),
      await train({ network, seed: 3 }),
      await train({ network, seed: 4 }),
    ];
    expect(a).toEqual(b);
    expect(a.weights).not.toEqual(c.weights);
  });

  it.each([toSafetensors, toOnnx])('goes into a file and comes back: %s', async (toFormat) => {
    const manifold = untrainedNetwork(network, { labelUnits: { classes: [0, 1, 5], copies: 2 } });
    const again = await lastValueFrom(fromManifold(await lastValueFrom(of(manifold).pipe(toFormat()))));
    expect(again).toEqual(manifold);
  });

  it('resumes from its checkpoints, bit for bit', async () => {
    const checkpoint = newFolder();
    const steps = (kept: TrainingOptions) =>
      of(images()).pipe(
        training({ network, steps: 12, every: 6, batchSize: 5, blend: [0.6, 1], schedule: 'cosine', ...kept }),
      );
    await lastValueFrom(steps({ checkpoint }).pipe(takeWhile(({ step }) => step < 6, true)));
    const [rest, whole] = [await lastValueFrom(steps({ checkpoint })), await lastValueFrom(steps({}))];
    expect(rest.manifold()).toEqual(whole.manifold());
  });

  // Of the others, what is a network's own is in the gradients above.
  it.each(name.startsWith('unet') ? engineNames : ['onnx' as const])(
    'learns labels, keeps what is given, and turns, on %s',
    async (engine) => {
      const samples: Samples = { ...images(), labels: Int32Array.from({ length: 12 }, (_, i) => i % 3) };
      const manifold = await lastValueFrom(
        of(samples).pipe(
          withLabels({ copies: 2 }),
          trainManifold({ network, steps: 4, batchSize: 6, blend: [0.5, 1], given: 0.5, engine }),
        ),
      );
      const mask = Float32Array.from({ length: 16 }, (_, i) => (i < 8 ? 1 : 0));
      const one = { ...images(), count: 1, values: images().values.slice(0, 16) };
      const draws = await lastValueFrom(
        of(manifold).pipe(
          given({ label: [2, 0] }),
          given(one, { mask }),
          withTurns({ every: 2 }),
          kaleidoscope({ chains: 4, engine }),
          take(3),
          toArray(),
        ),
      );
      for (const { labels, values } of draws) {
        expect([...labels!]).toEqual([2, 0, 2, 0]);
        for (let i = 0; i < 64; i++) if (i % 16 < 8) expect(values[i]).toBe(one.values[i % 16]);
      }
    },
  );

  it('maps chain i the same whatever runs beside it, within the tolerance of its products', async () => {
    const draws = (options: { chains: number; first?: number }) =>
      lastValueFrom(of(untrainedNetwork(network)).pipe(withNoise(0.1), kaleidoscope({ seed: 4, ...options }), take(3)));
    const all = await draws({ chains: 37 });
    for (const first of [0, 5, 36]) {
      const { values } = await draws({ chains: 1, first });
      expect(farthest(values, all.values.subarray(16 * first, 16 * (first + 1)))).toBeLessThan(1e-5);
    }
  });
});

it('a list of dense layers is the MLP: the same weights, draws and steps, bit for bit', async () => {
  const plain = await train({ depth: 2, width: 8 });
  const { layers, ...listed } = (await train({ network: mlp({ depth: 2, width: 8 }) })) as NetworkManifold;
  expect(layers).toHaveLength(6);
  expect({ depth: 2, width: 8, ...listed }).toEqual(plain);
  expect(untrainedNetwork(mlp({ depth: 2, width: 8 })).weights).toEqual(untrained().weights);
});

it('skips add to a sum what two layers make of it, and are the same as an option of the training', async () => {
  const options = { depth: 4, width: 8, skips: true };
  const learned = (await train(options)) as NetworkManifold;
  expect(await train({ network: mlp(options) })).toEqual(learned);
  expect(((await train({ ...options, start: learned })) as NetworkManifold).layers).toEqual(learned.layers);
  expect(() => train({ ...options, depth: 6, start: learned })).toThrow(
    'training: depth must be left out where there is a start, not 6',
  );
  const relu = (x: number[]) => x.map((value) => Math.max(0, value));
  const dense = (layer: number, x: number[]) => {
    const [weights, bias] = learned.weights.slice(2 * layer, 2 * layer + 2) as [Float32Array, Float32Array];
    return Array.from(bias, (b, i) => x.reduce((sum, value, j) => sum + value * weights[j * bias.length + i]!, b));
  };
  const { values, shape, range } = images();
  const x = [...values.subarray(0, 16)];
  const first = dense(0, x);
  const made = dense(2, relu(dense(1, relu(first))));
  const last = dense(3, relu(first.map((value, i) => value + made[i]!)));
  const start = { values: Float32Array.from(x), count: 1, shape, range };
  const draw = await lastValueFrom(of(learned).pipe(kaleidoscope({ start }), take(1)));
  const expected = dense(4, relu(last)).map((sum) => (range[0] === 0 ? 1 / (1 + Math.exp(-sum)) : Math.tanh(sum)));
  expect(farthest(draw.values, expected)).toBeLessThan(1e-5);
});

it('the U-Net has a bottleneck at the quarter size, or none', () => {
  const sizes = (bottleneck?: number) =>
    untrainedNetwork(unet({ filters: 2, bottleneck })).weights.map((w) => w.length);
  const plain = sizes();
  expect(sizes(3)).toEqual([...plain.slice(0, 6), 8 * 3, 3, 3 * 8, 8, ...plain.slice(6)]);
});

describe('a network of layers that is wrong', () => {
  const dense: Layer = { kind: 'dense', units: 16 };
  const flat: Layer = { kind: 'reshape', shape: [16] };
  const cases: [layers: unknown, message: string][] = [
    [() => 3, 'training: network must return a list of layers, not 3'],
    [[3], 'the network: layers[0]: expected a layer, not 3'],
    [[{ kind: 'pool' }], "the network: layers[0]: kind must be 'dense' or 'conv' or "],
    [[{ kind: 'dense' }], 'the network: layers[0] (dense): units must be a whole number of at least 1, not undefined'],
    [[{ kind: 'conv', filters: 0 }], 'layers[0] (conv): filters must be a whole number of at least 1, not 0'],
    [
      [{ kind: 'conv', filters: 1, size: 2 }],
      'layers[0] (conv): size must be an odd whole number of at least 1, not 2',
    ],
    [[{ kind: 'conv', filters: 1, stride: 3 }], 'layers[0] (conv): stride must be 1 or 2, not 3'],
    [[{ kind: 'conv', filters: 1, kernel: 3 }], "layers[0] (conv): unknown option 'kernel'"],
    [
      [flat, { kind: 'conv', filters: 1 }],
      'layers[1] (conv): its input must be an image [height, width, channels], not [16]',
    ],
    [[{ kind: 'reshape', shape: [4, 5] }], 'layers[0] (reshape): its input must be of 20 numbers, not [4, 4, 1]'],
    [[{ kind: 'permute', axes: [0, 0, 1] }], 'its input must be of the axes [0, 0, 1], each once, not [4, 4, 1]'],
    [[{ kind: 'attention', heads: 2 }], 'its input must be [tokens, width] with a width that is a multiple of 2 heads'],
    [
      [flat, { kind: 'slice', start: 10, size: 7 }],
      'its input must be of at least 17 numbers along its last axis, not [16]',
    ],
    [[flat, { kind: 'add', with: 'input' }], 'layers[1] (add): its input must be of the shape [4, 4, 1], not [16]'],
    [
      [flat, { kind: 'concat', with: 'skip' }],
      "layers[1]: with must be the name of a layer before it, 'input', not 'skip'",
    ],
    [[{ ...flat, as: 'input' }], "layers[0]: as must be a new name, not 'input'"],
    [[flat, { ...dense, from: 'input' }], 'the network: nothing uses what layers[0] gives'],
    [[flat, { kind: 'dense', units: 3 }], 'the last layer must give 16 numbers, as many as the state, not [3]'],
    [[{ kind: 'dense', units: 2 ** 40 }, dense], 'the layers must make at most 268435456 numbers of one state'],
  ];
  it.each(cases)('%o', async (network, message) => {
    await expect(train({ network: network as Network })).rejects.toThrow(message);
  });

  it('and for other sides', async () => {
    await expect(train({ network: autoencoder() }, pictures(1, 5, [3, 3, 1])[0]!)).rejects.toThrow(
      'autoencoder: shape must be [height, width, channels] with sides that are multiples of 4, not [3, 3, 1]',
    );
    expect(() => transformer({ width: 6, heads: 4 })).toThrow(
      'transformer: width must be a multiple of the 4 heads, not 6',
    );
  });

  it('as options', () => {
    expect(() => training({ network: [dense], depth: 2 })).toThrow(
      'training: depth must be left out where there is a network, not 2',
    );
    expect(() => training({ network: 'unet' as never })).toThrow(
      "training: network must be a list of layers, or a function that returns one, not 'unet'",
    );
  });
});
