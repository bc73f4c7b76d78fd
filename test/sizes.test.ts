import * as tf from '@tensorflow/tfjs';
import {
  fromManifold,
  kaleidoscope,
  type LayersManifold,
  type Manifold,
  type ModelBuilder,
  toSafetensors,
  training,
  withNoise,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { joined } from '../dist/src/base/bytes.js';
import { startWeights } from '../dist/src/core/manifold.js';
import { decodeCheckpoint, encodeCheckpoint } from '../dist/src/models/checkpoint.js';
import { decodeTensors, encodeTensors, type ShapedTensor } from '../dist/src/models/safetensors.js';
import { layersModels } from '../dist/tools/layers-models.js';
import { untrained, untrainedModel } from './fixtures.js';

const bytesOf = (manifold: Manifold) => firstValueFrom(of(manifold).pipe(toSafetensors()));
const read = (bytes: Uint8Array) => firstValueFrom(fromManifold(bytes));
const drawn = (manifold: Manifold) =>
  firstValueFrom(of(manifold).pipe(kaleidoscope({ chains: 2, engine: 'tensorflow-cpu' }), take(1)));

/** The file of a manifold, described in other words. */
async function described(manifold: Manifold, change: (json: Record<string, unknown>) => object): Promise<Uint8Array> {
  const { metadata, tensors } = decodeTensors(await bytesOf(manifold));
  const kaleidoflow = JSON.stringify(change(JSON.parse(metadata.kaleidoflow!)));
  return joined(encodeTensors({ metadata: { kaleidoflow }, tensors }));
}

const dense = (units: number, more: object = {}) => ({
  class_name: 'Dense',
  config: { units, name: `d${units}`, ...more },
});
const input = { batch_input_shape: [null, 4] };
const sequential = (...layers: object[]) => ({ class_name: 'Sequential', config: { name: 's', layers } });
const called = (name: string, of: readonly string[], i = 0) => ({
  class_name: 'Dense',
  name,
  config: { name, units: 4, activation: 'tanh' },
  inbound_nodes: [of.map((from) => [from, i, 0, {}])],
});
const inputLayer = { class_name: 'InputLayer', name: 'in', config: { name: 'in', ...input }, inbound_nodes: [] };
const model = (...layers: object[]) => ({
  class_name: 'Model',
  config: { name: 'm', layers: [inputLayer, ...layers], input_layers: [['in', 0, 0]], output_layers: [['out', 0, 0]] },
});

describe('a network of layers in a file', () => {
  let linear: LayersManifold;
  beforeAll(async () => {
    const network: ModelBuilder = () =>
      tf.sequential({ layers: [tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [4] })] });
    linear = { ...(await untrainedModel(network, [4])) };
  });
  const of = (topology: object) => described(linear, (json) => ({ ...json, topology }));

  it('is read where it is one, networks within networks and layers that are shared too', async () => {
    await expect(drawn(await read(await of(model(called('out', ['in'])))))).resolves.toMatchObject({ count: 2 });
    for (const network of layersModels) {
      const manifold = await untrainedModel(network);
      expect(await drawn(await read(await bytesOf(manifold)))).toEqual(await drawn(manifold));
    }
    const shared: ModelBuilder = () => {
      const [x, layer] = [tf.input({ shape: [4] }), tf.layers.dense({ units: 4, activation: 'tanh' })];
      const inner = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [4] })] });
      const y = layer.apply(inner.apply(layer.apply(x))) as tf.SymbolicTensor;
      return tf.model({ inputs: x, outputs: y });
    };
    const manifold = await untrainedModel(shared, [4]);
    expect(await drawn(await read(await bytesOf(manifold)))).toEqual(await drawn(manifold));
  }, 60_000);

  it('is refused by what it says, before any of it is built', async () => {
    const deep = Array.from({ length: 101 }).reduce<object>((inner) => ({ inner }), {});
    const cases: [object, RegExp][] = [
      [
        sequential(...Array.from({ length: 10_000 }, (_, i) => dense(4, { name: `d${i}`, ...input }))),
        /at most 1000 layers/,
      ],
      [{ class_name: 'Sequential', config: Array.from({ length: 1001 }, () => dense(4)) }, /at most 1000 layers/],
      [{ ...sequential(), deep }, /at most 100 levels/],
      [model(called('out', ['none'])), /the layer 'out' waits for what no layer of the topology gives/],
      [model(called('a', ['out']), called('out', ['a'])), /the layer 'a' waits/],
      [model(called('out', ['in'], 1)), /the layer 'out' waits/],
      [model(called('out', ['in'], -1)), /applied to layers by their names and numbers/],
      [model(called('out', ['in']), called('out', ['in'])), /a name of its own, not 'out'/],
      [model(called('out', ['constructor'])), /the layer 'out' waits/],
      [
        model(
          called(
            'out',
            Array.from({ length: 10_001 }, () => 'in'),
          ),
        ),
        /at most 10000 connections/,
      ],
      [model({ ...called('out', ['in']), inboundNodes: [] }), /'inbound_nodes', not 'inboundNodes'/],
    ];
    for (const [topology, message] of cases)
      await expect(read(await of(topology)), String(message)).rejects.toThrow(message);
    await expect(read(await described(linear, (json) => ({ ...json, shape: [2 ** 27] })))).rejects.toThrow(
      'at most 67108864 values',
    );
  });

  it('is refused by its weights, before more of them are made than are there', async () => {
    const before = process.memoryUsage.rss();
    const cases: [object, RegExp][] = [
      [sequential(dense(30_000_000, input), dense(4)), /more weights than the 20 numbers that are there/],
      [
        sequential(
          { class_name: 'RepeatVector', config: { n: 1e9, ...input } },
          { class_name: 'Flatten', config: {} },
          dense(1),
        ),
        /more weights/,
      ],
      [
        sequential(dense(4, { ...input, activation: 'tanh', use_bias: false })),
        /has weights of \[16\] numbers, not of \[16, 4\]/,
      ],
      [
        sequential(dense(4, { batch_input_shape: [null, 2] })),
        /must map the shape \[4\] to itself, not \[2\] to \[4\]/,
      ],
      [sequential(dense(3, input)), /must map the shape \[4\] to itself, not \[4\] to \[3\]/],
      [
        sequential(
          { class_name: 'RepeatVector', config: { n: 2 ** 28, ...input } },
          { class_name: 'AveragePooling1D', config: { pool_size: [2 ** 28], strides: [2 ** 28] } },
          { class_name: 'Flatten', config: {} },
        ),
        /at most 268435456 numbers of one sample/,
      ],
      [{ class_name: 'Sequential' }, /is not that of a tf.LayersModel/],
      [dense(4), /is not that of a tf.LayersModel: it is of another class/],
    ];
    for (const [topology, message] of cases) {
      const manifold = await read(await of(topology));
      await expect(drawn(manifold), String(message)).rejects.toThrow(message);
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
    expect(await drawn(linear)).toMatchObject({ count: 2 });
  }, 60_000);
});

describe('a list in a file', () => {
  it('of noise is read as it was, up to a thousand terms', async () => {
    let manifold: Manifold = untrained();
    for (let i = 1; i <= 5; i++) manifold = await firstValueFrom(of(manifold).pipe(withNoise(i / 100)));
    expect((await read(await bytesOf(manifold))).noise).toEqual(manifold.noise);
    const terms = (length: number) => Array.from({ length }, (_, i) => ({ eps: i / 1e6, distribution: 'uniform' }));
    const noisy = await read(await described(manifold, (json) => ({ ...json, noise: terms(1000) })));
    expect(noisy.noise).toHaveLength(999);
    for (const list of ['noise', 'known'])
      await expect(read(await described(manifold, (json) => ({ ...json, [list]: terms(40_000) })))).rejects.toThrow(
        `${list} must be a list of at most 1000 objects`,
      );
  });

  it('of tensors, and of layers, has an end', async () => {
    const tensors = (count: number) =>
      joined(
        encodeTensors({
          metadata: {},
          tensors: new Map(
            Array.from({ length: count }, (_, i): [string, ShapedTensor] => [
              `${i}.weight`,
              { shape: [1, 1], values: Float32Array.of(1) },
            ]),
          ),
        }),
      );
    await expect(read(tensors(100_001))).rejects.toThrow('it has more than 100000 tensors');
    await expect(read(await described(untrained(), (json) => ({ ...json, depth: 1e6 })))).rejects.toThrow(
      'depth must be at most 10000, not 1000000',
    );
    const graph = Uint8Array.of(0x3a, 0xe0, 0xa7, 0x12); // of 300 000 bytes: nodes without anything
    const empty = joined([graph, new Uint8Array(300_000).map((_, i) => (i % 2 ? 0 : 0x0a))]);
    await expect(read(empty)).rejects.toThrow('it has more than 100000 parts');
  });
});

describe('a table in a file', () => {
  const column = { name: 'x', kind: 'category', categories: ['a', 'b'], copies: 2, from: 0 };
  const of = (copies: number, rows: object[], shape = [4]) =>
    described({ ...untrained(), ...mlp(shape) }, (json) => ({
      ...json,
      table: { columns: [{ ...column, copies }] },
      known: [{ rows }],
    }));
  const mlp = (shape: readonly number[]) => {
    const architecture = { depth: 2, width: 1, shape, range: [-1, 1] as const };
    return { ...architecture, weights: startWeights(architecture, 1) };
  };

  it('has the units of the shape, and rows as many as there is room for', async () => {
    const { known } = await read(await of(2, [{ x: 'a' }, {}]));
    expect(known).toMatchObject([{ rows: [{ x: 'a' }, {}] }]);
    for (const copies of [1, 3, 3e7, 1e15])
      await expect(read(await of(copies, [{ x: 'a' }]))).rejects.toThrow(
        `the table has ${2 * copies} units, and the shape is [4]`,
      );
    const rows = Array.from({ length: 2 ** 15 }, () => ({}));
    await expect(read(await of(2 ** 9, rows, [2 ** 10]))).rejects.toThrow(
      'at most 16777216 units in all, not 33554432',
    );
  });

  it('has rows of attributes as many as there is room for', async () => {
    const attributeUnits = { columns: [{ ...column, kind: 'category' as const, copies: 2 ** 9 }] };
    const file = (attributes: object[]) =>
      described(untrained({ attributeUnits }), (json) => ({ ...json, known: [{ attributes }] }));
    expect((await read(await file([{ x: 'b' }]))).known).toMatchObject([{ attributes: { rows: [{ x: 'b' }] } }]);
    const rows = Array.from({ length: 2 ** 15 }, () => ({}));
    await expect(read(await file(rows))).rejects.toThrow('at most 16777216 units in all, not 33554432');
  });
});

describe('a number of steps', () => {
  const beyond = [2 ** 53, 2 ** 53 + 2, 1e300, -1, 0.5];

  it.each(beyond)('%d is refused as an option and in every file', async (steps) => {
    const said = `steps must be a whole number of at least`;
    expect(() => training({ steps })).toThrow(`training: ${said} 1, not ${steps}`);
    const file = await described(untrained(), (json) => ({ ...json, steps }));
    await expect(read(file)).rejects.toThrow(`${said} 0, not ${steps}`);
    const { weights } = untrained();
    const of = (step: number, best: number) =>
      encodeCheckpoint(untrained(), { step, loss: 1, moments: [], best: { step: best, loss: 1, weights } }, '{}');
    for (const chunks of [of(steps, 1), of(4, steps), of(4, 5)])
      await expect(decodeCheckpoint(joined(await chunks), untrained(), '{}')).rejects.toThrow(
        'it does not say how far it came',
      );
    expect(await decodeCheckpoint(joined(await of(5, 4)), untrained(), '{}')).toMatchObject({
      step: 5,
      best: { step: 4 },
    });
  });

  it('is not counted beyond 2^53 by chains', async () => {
    const manifold = untrained();
    const draw = await drawn(manifold);
    const on = (step: number) =>
      lastValueFrom(of(manifold).pipe(kaleidoscope({ start: { ...draw, step } }), take(2), toArray()));
    expect((await on(2 ** 53 - 3)).map(({ step }) => step)).toEqual([2 ** 53 - 2, 2 ** 53 - 1]);
    await expect(on(2 ** 53 - 2)).rejects.toThrow('kaleidoscope: no step can be counted after 9007199254740991');
    expect(() => kaleidoscope({ start: { ...draw, step: 2 ** 53 } })).toThrow('start: step must be a whole number');
  });
});
