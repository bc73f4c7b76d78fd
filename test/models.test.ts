import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import {
  type Draw,
  fromManifold,
  given,
  kaleidoscope,
  type Manifold,
  toOnnx,
  toSafetensors,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import ort from 'onnxruntime-node';
import { firstValueFrom, lastValueFrom, type MonoTypeOperatorFunction, of, pipe, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { joined } from '../dist/src/base/bytes.js';
import { halvesFrom, halvesOf } from '../dist/src/base/floats.js';
import { decodeModel, encodeModel } from '../dist/src/models/graph/onnx.js';
import { decodeTensors, encodeTensors, type ShapedTensor } from '../dist/src/models/safetensors.js';
import { attributeUnits, pictures, untrained, untrainedModel } from './fixtures.js';
import { newFolder } from './folder.js';

type Change = MonoTypeOperatorFunction<Manifold>;
const formats = { toSafetensors, toOnnx };
const directory = newFolder();

const labelUnits = { classes: [3, 7], copies: 2 };
const changes = fc
  .array(
    fc.constantFrom<Change>(
      withNoise(0.1),
      withNoise(0.01, { distribution: 'normal' }),
      withTurns({ every: 3, share: 0.5 }),
      withWalk({ level: 0.7 }),
      given({ label: [7, 3, 3] }),
      given({ attributes: [{ hair: 'red' }, { age: 33.25 }] }),
      given(pictures(1, 2)[0]!, { mask: [...Array(8).fill(1), ...Array(8).fill(0)] }),
    ),
    { maxLength: 4 },
  )
  .map((all) => all.reduce((change, next) => pipe(change, next), pipe() as Change));
const manifolds = fc.record({
  depth: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 9 }),
  range: fc.constantFrom([-1, 1] as const),
});
const extras = fc.record(
  {
    blend: fc.constant([0.25, 1] as const),
    given: fc.constantFrom({ labels: 0.5, data: 0.25 }, { labels: 0, data: 0, attributes: 0.5 }),
    steps: fc.nat(5000),
    loss: fc.constantFrom(0.125, 1e-9, Number.NaN),
  },
  { requiredKeys: [] },
);

const bytesOf = (manifold: Manifold, format: keyof typeof formats) =>
  firstValueFrom(of(manifold).pipe(formats[format]()));
const read = (bytes: Uint8Array, options?: Parameters<typeof fromManifold>[1]) =>
  firstValueFrom(fromManifold(bytes, options));
const drawn = (manifold: Manifold, change: Change = pipe()): Promise<Draw[]> =>
  lastValueFrom(of(manifold).pipe(change, kaleidoscope({ chains: 4, seed: 5 }), take(5), toArray()));

describe.each(Object.keys(formats) as (keyof typeof formats)[])('%s, and fromManifold', (format) => {
  it('is the identity on manifolds, however they are to be walked', async () => {
    await fc.assert(
      fc.asyncProperty(manifolds, extras, changes, async (network, extra, change) => {
        const plain: Manifold = {
          ...untrained({ ...network, labelUnits, attributeUnits }),
          ...extra,
        } as Manifold;
        const manifold = await firstValueFrom(of<Manifold>(plain).pipe(change));
        expect(await read(await bytesOf(manifold, format))).toEqual({ ...manifold, known: manifold.known });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps classes whose names are the numbers of others', async () => {
    const labelNames = Array.from({ length: 8 }, (_, i) => ({ 3: '7', 7: '3' })[i] ?? `class ${i}`);
    const named = of<Manifold>({ ...untrained({ labelUnits }), labelNames }).pipe(given({ label: ['3', '7'] }));
    const manifold = await firstValueFrom(named);
    expect([...manifold.known![0]!.labels!]).toEqual([7, 3]);
    expect((await firstValueFrom(fromManifold(await bytesOf(manifold, format)))).known).toEqual(manifold.known);
  });

  it('is the identity on draws, in another process and on both faces', async () => {
    const plain: Manifold = {
      ...untrained({ depth: 3, width: 20, labelUnits }),
      blend: [0.6, 1],
      given: { labels: 0.5, data: 0 },
    };
    const change = pipe(withNoise(0.05), withTurns({ every: 2 }), given({ label: [3, 7] }));
    const manifold = await firstValueFrom(of<Manifold>(plain).pipe(change));
    const file = join(directory, `model.${format}`);
    writeFileSync(file, await bytesOf(manifold, format));
    const script = join(directory, `${format}.mjs`);
    const at = (path: string) => JSON.stringify(new URL(`../${path}`, import.meta.url).href);
    writeFileSync(
      script,
      `import { createHash } from 'node:crypto';
       import * as rx from ${at('dist/operators/index.js')};
       import * as ix from ${at('dist/operators/ix/index.js')};
       import { lastValueFrom, take, toArray } from ${at('node_modules/rxjs/dist/cjs/index.js')};
       import { take as takeIx } from ${at('node_modules/ix/asynciterable/operators.mjs')};
       const hash = (draws) => draws.reduce((h, d) => h.update(d.values).update(d.state).update(d.labels), createHash('sha256')).digest('hex');
       const options = { chains: 4, seed: 5 };
       const pushed = await lastValueFrom(rx.fromManifold(process.argv[2]).pipe(rx.kaleidoscope(options), take(5), toArray()));
       const pulled = [];
       for await (const draw of ix.fromManifold(process.argv[2]).pipe(ix.kaleidoscope(options), takeIx(5))) pulled.push(draw);
       console.log(hash(pushed) + ' ' + hash(pulled));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script, file]);
    const hash = createHash('sha256');
    for (const { values, state, labels } of await drawn(manifold)) hash.update(values).update(state!).update(labels!);
    const expected = hash.digest('hex');
    expect(stdout.trim()).toBe(`${expected} ${expected}`);
  });
});

describe('a safetensors file of a manifold', () => {
  it("has PyTorch's names, shapes and orientation", async () => {
    const manifold = untrained({ depth: 1, width: 3, shape: [2] });
    const { tensors } = decodeTensors(await bytesOf(manifold, 'toSafetensors'));
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ['layers.0.weight', [3, 2]],
      ['layers.0.bias', [3]],
      ['layers.1.weight', [2, 3]],
      ['layers.1.bias', [2]],
    ]);
    const [ours, theirs] = [manifold.weights[0]!, tensors.get('layers.0.weight')!.values];
    for (let input = 0; input < 2; input++)
      for (let output = 0; output < 3; output++) expect(theirs[output * 2 + input]).toBe(ours[input * 3 + output]);
  });

  it('keeps a tf.LayersModel', async () => {
    const manifold = await untrainedModel();
    const again = await read(await bytesOf(manifold, 'toSafetensors'));
    expect(again).toEqual(manifold);
    expect(await drawn(again)).toEqual(await drawn(manifold));
  }, 60_000);

  it('says what is wrong with it', async () => {
    const manifold = untrained({ depth: 2, width: 3, shape: [4] });
    const { metadata, tensors } = decodeTensors(await bytesOf(manifold, 'toSafetensors'));
    const changed = (json: object, change = (all: Map<string, ShapedTensor>) => all) =>
      joined(
        encodeTensors({
          metadata: { kaleidoflow: JSON.stringify({ ...JSON.parse(metadata.kaleidoflow!), ...json }) },
          tensors: change(new Map(tensors)),
        }),
      );
    const without = (name: string) => (all: Map<string, ShapedTensor>) => {
      all.delete(name);
      return all;
    };
    const cases: [Uint8Array, RegExp][] = [
      [changed({ depth: 1e4 }), /fewer tensors than a depth of 10000 needs/],
      [changed({ depth: 1e9 }), /depth must be at most 10000, not 1000000000/],
      [changed({ depth: -1 }), /depth must be a whole number of at least 1, not -1/],
      [changed({ width: 4 }), /'layers.0.weight' must have the shape \[4, 4\], not \[3, 4\]/],
      [changed({ shape: [0] }), /shape must be whole numbers above 0/],
      [changed({ range: [0, 2] }), /range must be \[0, 1\] or \[-1, 1\], not \[0, 2\]/],
      [changed({ range: undefined }), /must have a range/],
      [changed({ blend: [1, 0] }), /blend must be two numbers/],
      [
        changed({ motion: { kind: 'turns', every: 0 } }),
        /withTurns: every must be a whole number of at least 1, not 0/,
      ],
      [changed({ motion: { kind: 'jump' } }), /motion must be turns or a walk/],
      [changed({ noise: [{ eps: -1 }] }), /eps must be a finite number of at least 0, not -1/],
      [changed({ known: [{ labels: [5] }] }), /label needs a manifold that has learned labels/],
      [changed({ known: [{}] }), /there is no tensor 'known.0.values'/],
      [changed({ colour: 1 }), /unknown option 'colour'/],
      [changed({}, without('layers.1.bias')), /there is no tensor 'layers.1.bias'/],
      [
        changed({}, (all) => all.set('layers.0.bias', { shape: [3], values: Float32Array.of(1, Number.NaN, 2) })),
        /must be finite, not NaN/,
      ],
      [Uint8Array.of(), /no whole ONNX file|no graph/],
      [new TextEncoder().encode('hello, I am no model'), /ONNX/],
    ];
    for (const [bytes, message] of cases) await expect(read(bytes)).rejects.toThrow(message);
    await expect(firstValueFrom(fromManifold('/no/such/file'))).rejects.toThrow(
      'fromManifold: /no/such/file cannot be read: ENOENT',
    );
    expect(() => fromManifold(5 as never)).toThrow(TypeError);
    expect(() => fromManifold('')).toThrow("source must be a path, bytes in a Uint8Array or a Blob, not ''");
    expect(() => fromManifold('a', { range: [0, 2] as never })).toThrow(RangeError);
  });
});

describe('an ONNX file of a manifold', () => {
  it('is f, for any number of states, in a runtime that knows nothing of kaleidoflow', async () => {
    for (const range of [
      [0, 1],
      [-1, 1],
    ] as const) {
      const manifold = untrained({ depth: 3, width: 30, range });
      const session = await ort.InferenceSession.create(await bytesOf(manifold, 'toOnnx'));
      expect([session.inputNames, session.outputNames]).toEqual([['x'], ['y']]);
      for (const chains of [1, 3, 10]) {
        const [start, draw] = await lastValueFrom(
          of<Manifold>(manifold).pipe(kaleidoscope({ chains, emitStart: true }), take(2), toArray()),
        );
        const x = new ort.Tensor('float32', start!.values, [chains, 16]);
        const { y } = await session.run({ x });
        expect(y!.dims).toEqual([chains, 16]);
        draw!.values.forEach((value, i) => {
          expect(Math.abs(value - (y!.data as Float32Array)[i]!)).toBeLessThan(1e-6);
        });
      }
      await session.release();
    }
  });

  it('cannot be had of a tf.LayersModel', async () => {
    await expect(bytesOf(await untrainedModel(), 'toOnnx')).rejects.toThrow(
      'toOnnx: the network must not be a tf.LayersModel',
    );
  }, 60_000);
});

describe('networks of other programs', () => {
  const ours = untrained({ depth: 2, width: 5, shape: [2, 2, 1] });

  it("come in from PyTorch's linear layers, in the order of their numbers", async () => {
    const { tensors } = decodeTensors(await bytesOf(ours, 'toSafetensors'));
    const renamed = (name: (layer: number) => string) =>
      joined(
        encodeTensors({
          metadata: { format: 'pt' },
          tensors: new Map(
            [...tensors]
              .map(([key, tensor]): [string, ShapedTensor] => {
                const [, layer, kind] = key.split('.');
                return [`${name(Number(layer))}.${kind}`, tensor];
              })
              .sort(([a], [b]) => (a < b ? -1 : 1)),
          ),
        }),
      );
    for (const name of [
      (i: number) => String(2 * i),
      (i: number) => `model.net.${5 * i}`,
      (i: number) => `fc${9 + i}`,
    ]) {
      const theirs = await read(renamed(name), { range: [-1, 1], shape: [2, 2, 1] });
      expect(theirs.weights).toEqual(ours.weights);
      expect(await drawn(theirs)).toEqual(await drawn(ours));
    }
    const bytes = renamed(String);
    await expect(read(bytes)).rejects.toThrow('range must be [0, 1] for a network that ends in a Sigmoid');
    await expect(read(bytes, { range: [-1, 1], shape: [3] })).rejects.toThrow('shape must have 4 values, not [3]');
  });

  it('come in from ONNX, with matrices either way round, biases added, and flattened inputs', async () => {
    const { graph } = decodeModel(await bytesOf(ours, 'toOnnx'));
    const foreign = (change: (g: typeof graph) => Partial<typeof graph>) =>
      encodeModel({ graph: { ...graph, ...change(graph) } });
    const same = await read(
      foreign(() => ({})),
      { shape: [2, 2, 1] },
    );
    expect(same.weights).toEqual(ours.weights);
    const apart = foreign(({ node }) => ({
      node: node.flatMap((each, i): typeof node => {
        if (each.opType !== 'Gemm') return [each];
        const [x, w, b] = each.input as [string, string, string];
        const product = { opType: 'MatMul', input: [x, `${w}.T`], output: [`p${i}`], attribute: [] };
        return [product, { opType: 'Add', input: [b, `p${i}`], output: each.output, attribute: [] }];
      }),
      initializer: graph.initializer.map((tensor) => {
        if (tensor.dims.length < 2) return tensor;
        const [outputs, inputs] = tensor.dims as [number, number];
        const values = new Float32Array(new Uint8Array(tensor.rawData!).buffer);
        const floatData = Array.from(
          { length: values.length },
          (_, k) => values[(k % outputs) * inputs + Math.floor(k / outputs)]!,
        );
        return { name: `${tensor.name}.T`, dims: [inputs, outputs], dataType: 1, floatData };
      }),
    }));
    expect((await read(apart, { shape: [2, 2, 1] })).weights).toEqual(ours.weights);
    const strange = foreign(({ node }) => ({
      node: node.map((each) => ({ ...each, opType: each.opType.replace('Relu', 'Selu') })),
    }));
    await expect(read(strange)).rejects.toThrow("the Selu '#7' has no place in an MLP");
    const open = foreign(({ node }) => ({ node: node.slice(0, -1), output: [{ name: node.at(-2)!.output[0]! }] }));
    await expect(read(open)).rejects.toThrow('an MLP must end in a Sigmoid or a Tanh');
    await expect(
      read(
        foreign(() => ({})),
        { range: [0, 1] },
      ),
    ).rejects.toThrow('range must be [-1, 1] for a network that ends in a Tanh');
  });
});

describe('damaged files', () => {
  it.each(Object.keys(formats) as (keyof typeof formats)[])('of %s are refused with words, or read', async (format) => {
    const manifold = await firstValueFrom(
      of(untrained({ depth: 1, width: 2, shape: [2] }) as Manifold).pipe(withNoise(0.1)),
    );
    const whole = await bytesOf(manifold, format);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 3 }),
        fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
        async (changes, length) => {
          const bytes = whole.slice();
          for (const [at, value] of changes) bytes[at] = value;
          const error = await read(bytes.subarray(0, length)).then(
            () => undefined,
            (error: Error) => error,
          );
          if (!error) return;
          expect(error.message).toMatch(/^fromManifold: what it was given cannot be read: /);
          expect(error.message).not.toMatch(/Cannot read|is not a function|is not iterable|Invalid (typed )?array/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('half precision', () => {
  /** What NumPy 2 makes of them: ties go to the even one, and below 2^-14 steps no longer shrink. */
  const bits: [value: number, bits: number][] = [
    [0.1, 0x2e66],
    [1 / 3, 0x3555],
    [-2.5, 0xc100],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [2 ** -24, 1],
    [2 ** -25, 0],
    [3 * 2 ** -26, 1],
    [6.1e-5, 0x3ff],
    [2 ** -14, 0x400],
    [-0, 0x8000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.5, 0x6800],
    [0.99999, 0x3c00],
    [1e-9, 0],
    [-1e-6, 0x8011],
  ];
  it.each(bits)('of %d is as NumPy has it', (value, expected) =>
    expect([...halvesOf(Float32Array.of(value))]).toEqual([expected]),
  );

  it('is kept by all that have it', () => {
    const all = Uint16Array.from({ length: 2 * 0x7c00 }, (_, i) => (i < 0x7c00 ? i : 0x8000 + i - 0x7c00));
    expect(halvesOf(halvesFrom(all))).toEqual(all);
  });

  it('makes a file half as large, whose weights are the nearest, and keeps all else', async () => {
    const manifold = await firstValueFrom(
      of<Manifold>(untrained({ depth: 3, width: 90 })).pipe(given(pictures(1, 2)[0]!, { mask: Array(16).fill(1) })),
    );
    const write = (precision?: 'half') => firstValueFrom(of(manifold).pipe(toSafetensors({ precision })));
    const file = await write('half');
    expect(file.length / (await write()).length).toBeCloseTo(0.5, 1);
    const { weights, ...rest } = await read(file);
    expect(rest).toEqual({ ...manifold, weights: undefined, known: manifold.known });
    expect(weights).toEqual(manifold.weights.map((each) => halvesFrom(halvesOf(each))));
    for (const [i, each] of weights.entries())
      each.forEach((value, j) => {
        expect(Math.abs(value - manifold.weights[i]![j]!)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -11 + 2 ** -25);
      });
  });

  it('refuses weights that do not fit', () => {
    const manifold = untrained();
    const weights = manifold.weights.map((each) => each.map(() => 7e4));
    return expect(
      lastValueFrom(of<Manifold>({ ...manifold, weights }).pipe(toSafetensors({ precision: 'half' }))),
    ).rejects.toThrow('toSafetensors: weights of half precision must be below 65520, not 70000');
  });
});
