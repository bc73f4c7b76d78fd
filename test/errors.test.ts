import fc from 'fast-check';
import {
  boxDimension,
  type Engine,
  energy,
  evaluate,
  kaleidoscope,
  type Manifold,
  movement,
  nearest,
  type Samples,
  type TrainingOptions,
  toAsyncIterable,
} from 'kaleidoflow';
import { autoencoder, mlp, transformer, unet } from 'kaleidoflow/networks';
import { EMPTY, lastValueFrom, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { KeptCanvas } from './canvas.js';
import { faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';
import { probe } from './probe.js';

// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tried here
const wrong = (value: unknown) => value as any;
const notWhole = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60];
const notNegative = [-0.1, -1e-20, Number.NaN, Number.POSITIVE_INFINITY];

type Case = [message: string, error: typeof TypeError, build: () => unknown];

/** Whatever of this is not allowed is refused by its name. */
const refused = (allowed: string, values: readonly number[], builds: Record<string, (value: number) => unknown>) =>
  Object.entries(builds).flatMap(([name, build]) =>
    values.map((value): Case => [`${name} must be ${allowed}, not ${value}`, RangeError, () => build(value)]),
  );

describe.each(faces)('bad options are refused when a pipeline is built ($name)', ({ operators }) => {
  const { branch, burnIn, descend, fork, kaleidoscope, mapInTurn, measure, morph, pace } = operators;
  const { fromCifar, fromImages, fromMnist, fromNpy, fromPoints } = operators;
  const { given, thin, toCanvas, toFile, toFrames, toGif, toMp4, toPng, training, trainManifold } = operators;
  const { withLabels, withNoise, withTurns, withWalk } = operators;
  const cases: Case[] = [
    ...refused('a whole number of at least 1', [...notWhole, 0], {
      'training: depth': (depth) => training({ depth }),
      'training: width': (width) => training({ width }),
      'training: steps': (steps) => trainManifold({ steps }),
      'training: batchSize': (batchSize) => training({ batchSize }),
      'training: every': (every) => trainManifold({ every }),
      'training: patience': (patience) => training({ patience, validation: 0.5 }),
      'branch: n': branch,
      'thin: n': thin,
      'withLabels: copies': (copies) => withLabels({ copies }),
      'withTurns: every': (every) => withTurns({ every }),
      'kaleidoscope: chains': (chains) => kaleidoscope({ chains }),
      'fromMnist: count': (count) => fromMnist({ count }),
      'fromCifar: count': (count) => fromCifar('x', { count }),
      'fromImages: count': (count) => fromImages('x', { count }),
      'fromNpy: count': (count) => fromNpy('x', { count }),
      'toGif: columns': (columns) => toGif({ columns }),
      'descend: steps': (steps) => descend({ steps }),
      'burnIn: max': (max) => burnIn({ until: 'settled', max }),
    }),
    ...refused('a whole number of at least 0', notWhole, {
      'burnIn: steps': burnIn,
      'kaleidoscope: seed': (seed) => kaleidoscope({ seed }),
      'toPng: gap': (gap) => toPng({ gap }),
    }),
    ...refused('a finite number of at least 0', notNegative, {
      'withNoise: eps': withNoise,
      'burnIn: tolerance': (tolerance) => burnIn({ until: 'settled', tolerance }),
    }),
    ...refused('a number from 0 to 1', [...notNegative, 1.1], {
      'withTurns: share': (share) => withTurns({ share }),
      'withWalk: level': (level) => withWalk({ level }),
    }),
    ...refused('a finite number above 0', [...notNegative, 0], {
      'training: learningRate': (learningRate) => training({ learningRate }),
      'descend: learningRate': (learningRate) => descend({ learningRate }),
      'pace: fps': pace,
      'fromImages: memory': (memory) => fromImages('x', { memory }),
    }),
    ...notNegative.flatMap((x): Case[] => [
      [
        `training: blend must be two numbers, 0 ≤ low ≤ high ≤ 1, not [${x}, 1]`,
        RangeError,
        () => training({ blend: [x, 1] }),
      ],
      [
        `fromPoints: values[1] must be a finite number from 0 to 1, not ${Math.fround(x)}`,
        RangeError,
        () => fromPoints([0.5, x]),
      ],
    ]),
    ['descend: corruption must be 0 where the start is noise, not 0.1', RangeError, () => descend({ corruption: 0.1 })],
    ...[training, kaleidoscope, descend].map(
      (operator): Case => [
        "engine must be 'auto' or 'onnx' or 'webgpu' or 'tensorflow' or 'tensorflow-wasm' or 'tensorflow-cpu' or an Engine, not 'torch'",
        RangeError,
        () => operator(wrong({ engine: 'torch' })),
      ],
    ),
    ['fork: branches must be one or more operators, not none', RangeError, () => fork()],
    ["fork: a branch must be an operator, not 'toGif'", TypeError, () => fork(wrong('toGif'))],
    ["burnIn: steps must be a whole number of at least 0, not '5'", TypeError, () => burnIn(wrong('5'))],
    [
      "training: unknown option 'dept'; allowed are depth, width, skips, network, layersModel, start, steps, batchSize, learningRate, seed, every, schedule, blend, weighting, jitter, given, validation, patience, checkpoint, engine",
      TypeError,
      () => training(wrong({ dept: 3 })),
    ],
    [
      "kaleidoscope: unknown option 'eps'; allowed are chains, first, seed, start, emitStart, engine",
      TypeError,
      () => kaleidoscope(wrong({ eps: 3 })),
    ],
    ['toGif: options must be an object, not 3', TypeError, () => toGif(wrong(3))],
    [
      "withNoise: distribution must be 'uniform' or 'normal', not 'gamma'",
      RangeError,
      () => withNoise(1, wrong({ distribution: 'gamma' })),
    ],
    [
      "kaleidoscope: start must be 'uniform' or 'normal' or Samples, not 'zero'",
      RangeError,
      () => kaleidoscope(wrong({ start: 'zero' })),
    ],
    ['kaleidoscope: emitStart must be true or false, not 1', TypeError, () => kaleidoscope(wrong({ emitStart: 1 }))],
    ['toGif: fps must be a number from 0.002 to 50, not 51', RangeError, () => toGif({ fps: 51 })],
    ['toFrames: fps must be a number from 0.002 to 1000, not 1001', RangeError, () => toFrames({ fps: 1001 })],
    ["toGif: quality must be left out where encoder is 'kaleidoflow', not 5", RangeError, () => toGif({ quality: 5 })],
    [
      "toGif: quality must be left out where algorithm is 'octree', not 5",
      RangeError,
      () => toGif({ encoder: 'gif-encoder-2', algorithm: 'octree', quality: 5 }),
    ],
    [
      'toGif: quality must be a whole number from 1 to 30, not 31',
      RangeError,
      () => toGif({ encoder: 'gif-encoder-2', quality: 31 }),
    ],
    [
      'toAsyncIterable: expected an Observable to be called with, not a plain object',
      TypeError,
      () => toAsyncIterable({ ahead: 30 } as never),
    ],
    ['toMp4: fps must be a number from 0.002 to 240, not 241', RangeError, () => toMp4({ fps: 241 })],
    ["toCanvas: expected a canvas, not 'canvas'", TypeError, () => toCanvas(wrong('canvas'))],
    ["fromMnist: split must be 'train' or 'test', not 'all'", RangeError, () => fromMnist(wrong({ split: 'all' }))],
    [
      'fromMnist: digits must be one or more different digits from 0 to 9, not [3, 10]',
      RangeError,
      () => fromMnist({ digits: [3, 10] }),
    ],
    [
      'fromPoints: range must be [0, 1] or [-1, 1], not [0, 2]',
      RangeError,
      () => fromPoints([1], wrong({ range: [0, 2] })),
    ],
    ['fromPoints: rows must be one or more numbers or rows of numbers, not []', RangeError, () => fromPoints([])],
    [
      'fromPoints: rows[1] must have 2 values, as the first row, not 1',
      RangeError,
      () => fromPoints(wrong([[1, 0], [1]])),
    ],
    ["burnIn: until must be 'settled', not 'later'", RangeError, () => burnIn(wrong({ until: 'later' }))],
    ['measure: metrics must be one or more, not none', RangeError, () => measure({})],
    ['measure: energy must be a metric or a function of a draw, not 3', TypeError, () => measure(wrong({ energy: 3 }))],
    [
      'boxDimension: threshold must be a finite number, not NaN',
      RangeError,
      () => boxDimension({ threshold: Number.NaN }),
    ],
    [
      'nearest: count must be a whole number of at least 1, not 0',
      RangeError,
      () => nearest({ values: new Float32Array(0), count: 0, shape: [1], range: [0, 1] }),
    ],
    ['energy: a manifold of depth 3 has 8 weights, not 6', RangeError, () => energy({ ...untrained(), depth: 3 })],
    [
      'training: blend must be two numbers, 0 ≤ low ≤ high ≤ 1, not [0.6, 0.5]',
      RangeError,
      () => training({ blend: [0.6, 0.5] }),
    ],
    [
      "training: schedule must be 'constant' or 'cosine', not 'linear'",
      RangeError,
      () => training(wrong({ schedule: 'linear' })),
    ],
    ['training: given must be left out where there is no blend, not 0.5', RangeError, () => training({ given: 0.5 })],
    [
      'training: given must be a number from 0 to 1, or { labels, data, attributes } with such numbers, not a plain object',
      RangeError,
      () => training(wrong({ blend: [0.6, 1], given: { pixels: 0.5 } })),
    ],
    ['given: expected a label, attributes, Samples, or rows of a table, not 7', TypeError, () => given(wrong(7))],
    [
      'given: label must be a class or a list of them, each a whole number or a name, not 1099511627776',
      RangeError,
      () => given({ label: 2 ** 40 }),
    ],
    [
      'given: label must be a class or a list of them, each a whole number or a name, not [1, 2.5]',
      RangeError,
      () => given({ label: [1, 2.5] }),
    ],
    [
      'given: mask must be 16 values, or 48 for all 3 samples, not [1, 0]',
      RangeError,
      () => given(pictures(1)[0]!, { mask: [1, 0] }),
    ],
    [
      "toFile: path must be a path, or a function of the bytes and their number that returns one, not ''",
      RangeError,
      () => toFile(''),
    ],
    [
      'toFile: path must be a path, or a function of the bytes and their number that returns one, not 5',
      TypeError,
      () => toFile(wrong(5)),
    ],
    [
      'training: validation must be Samples, or the share of those that come, above 0 and below 1, not 1',
      RangeError,
      () => training({ validation: 1 }),
    ],
    ["training: checkpoint must be the path of a directory, not ''", RangeError, () => training({ checkpoint: '' })],
    [
      'training: checkpoint must be the path of a directory, not 5',
      TypeError,
      () => training(wrong({ checkpoint: 5 })),
    ],
    [
      'training: blend must be two numbers, 0 ≤ low ≤ high ≤ 1, not [[[[…]]]]',
      RangeError,
      () => training(wrong({ blend: JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)) })),
    ],
    [
      `training: schedule must be 'constant' or 'cosine', not '${'x'.repeat(200)}…'`,
      RangeError,
      () => training(wrong({ schedule: 'x'.repeat(1e6) })),
    ],
    ['training: options must be an object, not []', TypeError, () => training(wrong([]))],
    ['mapInTurn: expected a function, not 3', TypeError, () => mapInTurn(wrong(3))],
    [
      'morph: a: expected Samples with values in a Float32Array, not null',
      TypeError,
      () => morph(wrong(null), pictures(1)[0]!),
    ],
    [
      'morph: a and b must have as many samples, not 3 and 4',
      RangeError,
      () => morph(pictures(1)[0]!, pictures(1, 4)[0]!),
    ],
    [
      'morph: a and b must have one shape and range, not [4, 4, 1] in [-1, 1] and [16] in [-1, 1]',
      RangeError,
      () => morph(pictures(1)[0]!, pictures(1, 3, [16])[0]!),
    ],
    [
      'morph: b: all values must be known, and values[2] is not: leave out rows with empty cells',
      RangeError,
      () => morph(pictures(1)[0]!, { ...pictures(1)[0]!, known: new Uint8Array(48).fill(1).fill(0, 2) }),
    ],
    [
      'morph: frames must be a whole number of at least 2, not 1',
      RangeError,
      () => morph(pictures(1)[0]!, pictures(1)[0]!, { frames: 1 }),
    ],
    ['measure: expected metrics by their names, not []', TypeError, () => measure(wrong([]))],
    [
      'given: label must be a class or a list of them, each a whole number or a name, not undefined',
      TypeError,
      () => given(wrong({ label: undefined })),
    ],
    ["rows must be one or more numbers or rows of numbers, not '0.5'", TypeError, () => fromPoints(wrong('0.5'))],
    ["rows[1] must be a number or a row of numbers, not '1'", TypeError, () => fromPoints(wrong([0, '1']))],
    ['rows[0] must be a number or a row of numbers, not null', TypeError, () => fromPoints(wrong([null]))],
    ['rows[0] must be a number or a row of numbers, not undefined', TypeError, () => fromPoints(wrong(new Array(2)))],
    ['rows[0] must be a number or a row of numbers, not []', RangeError, () => fromPoints([[]])],
    ["rows[0][1] must be a number, not '1'", TypeError, () => fromPoints(wrong([[0, '1']]))],
    ...[fromCifar, fromImages, fromNpy].flatMap((source): Case[] => [
      [`${source.name}: path must be `, RangeError, () => source('')],
      [`${source.name}: path must be `, TypeError, () => source(wrong(7))],
      [
        `${source.name}: range must be [0, 1] or [-1, 1], not [0, 255]`,
        RangeError,
        () => source('x', wrong({ range: [0, 255] })),
      ],
    ]),
    ...[[], [''], ['a', 3]].map(
      (path): Case => [
        'fromImages: path must be a folder, a glob, the path of a file, a Blob, or a list of paths of files and Blobs, not [',
        RangeError,
        () => fromImages(wrong(path)),
      ],
    ),
    ...[0, 1.5, [24], [24, 0], [24, 24, 3]].map(
      (size): Case => [
        'fromImages: size must be a whole number of at least 1, or [height, width] of such, not ',
        RangeError,
        () => fromImages('x', wrong({ size })),
      ],
    ),
    ['fromImages: channels must be 1 or 3, not 4', RangeError, () => fromImages('x', wrong({ channels: 4 }))],
    [
      "fromImages: fit must be 'contain' or 'cover' or 'fill', not 'inside'",
      RangeError,
      () => fromImages('x', wrong({ fit: 'inside' })),
    ],
    [
      "fromImages: background must be 'black', 'white', '#rgb' or '#rrggbb', not 'mauve'",
      RangeError,
      () => fromImages('x', { background: 'mauve' }),
    ],
    [
      'fromImages: onProgress must be a function, not true',
      TypeError,
      () => fromImages('x', wrong({ onProgress: true })),
    ],
    ['fromCifar: classes must be 10 or 100, not 20', RangeError, () => fromCifar('x', wrong({ classes: 20 }))],
    [
      'fromNpy: shape must be one or more whole numbers above 0, not [8, 0]',
      RangeError,
      () => fromNpy('x', { shape: [8, 0] }),
    ],
  ];
  it.each(cases)('%s', (message, error, build) => {
    expect(build).toThrow(error);
    expect(build).toThrow(message);
  });
});

/** Every option of every operator: how it is given, and of which types it may be. */
function options({
  operators: o,
}: (typeof faces)[number]): [name: string, build: (value: unknown) => unknown, types: string][] {
  // biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tried here
  const named = (operator: (options: any) => unknown, types: Record<string, string>, more: object = {}) =>
    Object.entries(types).map(([option, type]): ReturnType<typeof options>[number] => [
      `${operator.name}: ${option}`,
      (value) => operator({ ...more, [option]: value }),
      type,
    ]);
  const walk = { chains: 'number', first: 'number', seed: 'number', start: 'string', engine: 'string' };
  const grid = { columns: 'number', scale: 'number', gap: 'number', below: 'object' };
  const [draw] = pictures(1, 9);
  return [
    ...named(o.training, {
      ...{
        depth: 'number',
        width: 'number',
        layersModel: 'function',
        steps: 'number',
        batchSize: 'number',
        seed: 'number',
      },
      ...{
        learningRate: 'number',
        every: 'number',
        schedule: 'string',
        blend: 'array',
        weighting: 'string',
        jitter: 'number',
        checkpoint: 'string',
      },
      engine: 'string',
      start: 'object',
      validation: 'number object',
    }),
    ...named(o.training, { given: 'number object' }, { blend: [0.5, 1] }),
    ...named(o.training, { patience: 'number' }, { validation: 0.5 }),
    ...named(o.kaleidoscope, { ...walk, emitStart: 'boolean', precision: 'string' }),
    ...named((options) => o.morph(draw!, draw!, options), { frames: 'number', engine: 'string' }),
    ...named(o.descend, { ...walk, steps: 'number', learningRate: 'number', corruption: 'number' }),
    ...named(o.toGif, { ...grid, fps: 'number', loop: 'boolean', encoder: 'string' }),
    ...named(o.toGif, { algorithm: 'string', quality: 'number' }, { encoder: 'gif-encoder-2' }),
    ...named(o.toFrames, { ...grid, fps: 'number' }),
    ...named(o.toPng, grid),
    ...named(o.toMp4, { ...grid, fps: 'number' }),
    ...named(o.toSafetensors, { precision: 'string' }),
    ...named((options) => o.toCanvas(new KeptCanvas(), options), { ...grid, fps: 'number' }),
    ...named(o.withLabels, { copies: 'number' }),
    ...named(o.withTurns, { every: 'number', step: 'number', share: 'number' }),
    ...named(o.withWalk, { step: 'number', level: 'number' }),
    ...named(o.fromMnist, { count: 'number', split: 'string', digits: 'array', range: 'array', dir: 'string' }),
    ...named(o.burnIn, { until: 'string', tolerance: 'number', max: 'number' }),
    ...named(o.given, { label: 'number string array' }),
    ...named(boxDimension, { threshold: 'number' }),
    ...named(autoencoder, { filters: 'number', bottleneck: 'number' }),
    ...named(unet, { filters: 'number', bottleneck: 'number' }),
    ...named(transformer, { patch: 'number', width: 'number', depth: 'number', heads: 'number' }),
    ...named(mlp, { depth: 'number', width: 'number' }),
    ['fromManifold: source', (source) => o.fromManifold(wrong(source)), 'string typed'],
    ['fromManifold: range', (range) => o.fromManifold('a', wrong({ range })), 'array'],
    ['fromManifold: shape', (shape) => o.fromManifold('a', wrong({ shape })), 'array'],
    ['energy: engine', (engine) => energy(untrained(), wrong({ engine })), 'string'],
    ['nearest: engine', (engine) => nearest(draw!, wrong({ engine })), 'string'],
    ['fromPoints: range', (range) => o.fromPoints([0.5], wrong({ range })), 'array'],
    ['fromPoints: rows', (rows) => o.fromPoints(wrong(rows)), 'array'],
    ['withNoise: eps', (eps) => o.withNoise(wrong(eps)), 'number'],
    ['withNoise: distribution', (distribution) => o.withNoise(1, wrong({ distribution })), 'string'],
    ['given: mask', (mask) => o.given(draw!, wrong({ mask })), 'array typed'],
    ['evaluate: features', (features) => evaluate(draw!, wrong({ features })), 'function'],
    ['evaluate: k', (k) => evaluate(draw!, wrong({ k })), 'number'],
    ['evaluate: count', (count) => evaluate(draw!, wrong({ count })), 'number'],
    ['toAsyncIterable: ahead', (ahead) => toAsyncIterable(EMPTY, wrong({ ahead })), 'number'],
    ['toAsyncIterable: overflow', (overflow) => toAsyncIterable(EMPTY, wrong({ overflow })), 'string'],
    ['branch: n', (n) => o.branch(wrong(n)), 'number'],
    ['thin: n', (n) => o.thin(wrong(n)), 'number'],
    ['toFile: path', (path) => o.toFile(wrong(path)), 'string function'],
    ['toLog: path', (path) => o.toLog(wrong(path)), 'string'],
  ];
}

describe.each(faces)(
  'a value of a wrong type is a TypeError, any other that is refused a RangeError ($name)',
  (face) => {
    const typeOf = (value: unknown): string =>
      value === null ? 'null' : Array.isArray(value) ? 'array' : ArrayBuffer.isView(value) ? 'typed' : typeof value;
    const strange = [
      null,
      true,
      false,
      0,
      5,
      -1,
      0.5,
      Number.NaN,
      'x',
      '',
      '5',
      5n,
      Symbol('x'),
      () => 1,
      [],
      [1],
      ['1'],
    ];
    const anything = fc.oneof(
      fc.anything({ withNullPrototype: true, withDate: true, withMap: true, withTypedArray: true, withBigInt: true }),
      fc.constantFrom<unknown>(...strange, {}, new Date(0), Uint8Array.of(1), Object.create(null), /x/),
    );

    it.each(options(face))('%s', (name, build, types) => {
      fc.assert(
        fc.property(anything, (value) => {
          fc.pre(value !== undefined);
          let error: unknown;
          try {
            build(value);
          } catch (thrown) {
            error = thrown;
          }
          if (!types.split(' ').includes(typeOf(value))) expect(error).toBeInstanceOf(TypeError);
          else if (error !== undefined && name !== 'fromPoints: rows') expect(error).toBeInstanceOf(RangeError);
          if (error !== undefined)
            expect((error as Error).message).toContain(error instanceof RangeError ? name.split(':')[0] : name);
        }),
        { examples: strange.map((value): [unknown] => [value]) },
      );
    });
  },
);

describe.each(faces)('bad data is refused at the first value, before anything is opened ($name)', (face) => {
  const { given, kaleidoscope, training, withLabels } = face.operators;
  const first = (value: unknown, operator: unknown) => lastValueFrom(of(value).pipe(face.observed(operator), take(1)));
  const good: Samples = { values: Float32Array.of(0.2, 0.8), count: 2, shape: [1], range: [0, 1] };
  const cases: [message: string, run: () => Promise<unknown>][] = [
    ['training: batchSize must be at most the number of samples, 2, not 3', () => train(good, { batchSize: 3 })],
    [
      'training: values[1] must be a finite number from 0 to 1, not NaN',
      () => train({ ...good, values: Float32Array.of(0, Number.NaN) }),
    ],
    [
      'values[1] must be a finite number from 0 to 1, not Infinity',
      () => train({ ...good, values: Float32Array.of(0, Number.POSITIVE_INFINITY) }),
    ],
    [
      'values[0] must be a finite number from 0 to 1, not -0.5',
      () => train({ ...good, values: Float32Array.of(-0.5, 0) }),
    ],
    [
      'count must be a whole number of at least 1, not 0',
      () => train({ ...good, values: new Float32Array(0), count: 0 }),
    ],
    ['3 samples of shape [1] need 3 values, not 2', () => train({ ...good, count: 3 })],
    ['shape must be whole numbers above 0, not []', () => train({ ...good, shape: [] })],
    ['range must be [0, 1] or [-1, 1], not [0, 255]', () => train({ ...good, range: wrong([0, 255]) })],
    [
      'training: the network must fit into memory: depth 1000000000 and width 10000 need 1600319998.4 GB',
      () => train(good, { depth: 1e9, width: 1e4 }),
    ],
    [
      'training: the network must fit into memory: depth 1000000001 and width 10000 need',
      () => train(good, { depth: 1e9 + 1, width: 1e4, skips: true }),
    ],
    ["expected Samples with values in a Float32Array, not 'data'", () => train(wrong('data'))],
    [
      'training: given labels need label units: put withLabels() before the training',
      () => train(good, { blend: [0.6, 1], given: { labels: 0.5 } }),
    ],
    [
      'training: samples with label units need labels',
      () => train({ ...good, labelUnits: { classes: [0], copies: 1 } }),
    ],
    ['withLabels: expected Samples with labels, not a plain object', () => first(good, withLabels())],
    [
      'given: label needs a manifold that has learned labels: put withLabels() before its training',
      () => first(untrained(), given({ label: 3 })),
    ],
    [
      'given: label must be among 0, 1, not 3',
      () => first(untrained({ labelUnits: { classes: [0, 1], copies: 2 } }), given({ label: [0, 3] })),
    ],
    [
      "given: label 1 is the number of class '0' and the name of another: say '0' or '1'",
      () =>
        first(
          { ...untrained({ labelUnits: { classes: [0, 1], copies: 2 } }), labelNames: ['1', '0'] },
          given({ label: 1 }),
        ),
    ],
    [
      "given: samples must have the manifold's shape [4, 4, 1] and range [-1, 1], not [1] and [0, 1]",
      () => first(untrained(), given(good)),
    ],
    ['2 samples need 2 labels, not 1', () => train({ ...good, labels: Int32Array.of(1) })],
    [
      'training: labels[1] must be the place of one of 2 labelNames, not 2',
      () => train({ ...good, labels: Int32Array.of(0, 2), labelNames: ['cat', 'dog'] }),
    ],
    ["training: labelNames must be a list of texts, not 'cat'", () => train({ ...good, labelNames: wrong('cat') })],
    ['kaleidoscope: expected a Manifold, not 3', () => sample(wrong(3))],
    ['kaleidoscope: a manifold of depth 3 has 8 weights, not 6', () => sample({ ...untrained(), depth: 3 })],
    ['kaleidoscope: weights[0] must be 144 numbers in a Float32Array', () => sample({ ...untrained(), width: 9 })],
    [
      'kaleidoscope: weights[0][0] must be finite, not NaN',
      () => sample({ ...untrained(), weights: untrained().weights.map((w) => w.map(() => Number.NaN)) }),
    ],
    [
      "kaleidoscope: start must have the manifold's shape [4, 4, 1] and range [-1, 1], not [1] and [0, 1]",
      () => first(untrained(), kaleidoscope({ start: good })),
    ],
  ];
  const sample = (manifold: Manifold) => first(manifold, kaleidoscope());
  const train = (samples: Samples, options?: TrainingOptions) => first(samples, training(options));

  it.each(cases)('%s', async (message, run) => {
    await probe(async (counts) => {
      await expect(run()).rejects.toThrow(message);
      expect(counts.opened).toBe(0);
    });
  });

  it('as many chains as start samples, known when the pipeline is built', () => {
    expect(() => kaleidoscope({ start: good, chains: 3 })).toThrow(
      'kaleidoscope: chains must be the number of start samples, 2, not 3',
    );
  });

  it('the step and the state of a start, known when the pipeline is built', () => {
    const refused = (more: object, message: string) =>
      expect(() => kaleidoscope({ start: { ...good, step: 1, ...more } })).toThrow(message);
    refused({ step: Number.NaN }, 'kaleidoscope: start: step must be a whole number of at least 0, not NaN');
    refused({ state: Float32Array.of(0, 7) }, 'kaleidoscope: start: state must be numbers in [0, 1], not 7');
    refused({ state: [0, 1] }, 'kaleidoscope: start: state: expected numbers in a Float32Array, not [0, 1]');
  });
});

describe('an engine that does not keep the contract is told so', () => {
  const engine = (rows: number, length = 16): Engine => ({
    name: 'own',
    openMap: async () => ({
      rows,
      async apply() {
        const state = new Float32Array(rows * length);
        return { state, shown: state };
      },
      async close() {},
    }),
    openDescent: () => Promise.reject(new Error('none')),
    openTrainer: () => Promise.reject(new Error('none')),
  });
  const drawn = (engine: Engine) => lastValueFrom(of(untrained()).pipe(kaleidoscope({ chains: 6, engine }), take(2)));

  it.each([0, 7, 1.5, Number.NaN])('rows %d', (rows) =>
    expect(drawn(engine(rows))).rejects.toThrow(
      `the engine's map: rows must be a whole number from 1 to 6, not ${rows}`,
    ),
  );

  it.each([6, 4])('too few numbers, %i rows at once', (rows) =>
    expect(drawn(engine(rows, 15))).rejects.toThrow(
      `the engine's map: state must be ${16 * rows} numbers, not ${15 * rows}`,
    ),
  );

  it('and one that does, draws', async () => expect((await drawn(engine(4))).count).toBe(6));
});

describe.each(faces)('an operator out of place says what it expected ($name)', ({ operators: o, observed }) => {
  const cases: [name: string, operator: unknown, value: unknown, message: string][] = [
    ['withNoise', o.withNoise(1), pictures(1)[0], 'withNoise: expected a Manifold, not a plain object'],
    ['withTurns', o.withTurns(), pictures(1)[0], 'withTurns: expected a Manifold, not a plain object'],
    ['withWalk', o.withWalk(), pictures(1)[0], 'withWalk: expected a Manifold, not a plain object'],
    ['given', o.given({ label: 1 }), pictures(1)[0], 'given: expected a Manifold, not a plain object'],
    ['withLabels', o.withLabels(), untrained(), 'withLabels: expected Samples with labels, not'],
    ['kaleidoscope', o.kaleidoscope(), pictures(1)[0], 'kaleidoscope: expected a Manifold, not a plain object'],
    [
      'morph',
      o.morph(pictures(1)[0]!, pictures(1)[0]!),
      pictures(1)[0],
      'morph: expected a Manifold, not a plain object',
    ],
    ['descend', o.descend(), pictures(1)[0], 'descend: expected a Manifold, not a plain object'],
    ['mapTensor', o.mapTensor(() => 1), untrained(), 'mapTensor: expected a Draw, not a plain object'],
    ['training', o.training(), untrained(), 'training: expected Samples with values in a Float32Array, not'],
    ['burnIn', o.burnIn(1), untrained(), 'burnIn: expected a Draw, not'],
    ['thin', o.thin(1), Uint8Array.of(1), 'thin: expected a Draw, not a Uint8Array object'],
    ['branch', o.branch(1), undefined, 'branch: expected a Draw, not undefined'],
    ['toGif', o.toGif(), untrained(), 'toGif: expected a Draw, not'],
    ['toCanvas', o.toCanvas(new KeptCanvas()), untrained(), 'toCanvas: expected a Draw, not'],
    ['toMp4', o.toMp4(), untrained(), 'toMp4: expected a Draw, not'],
    ['toFrames', o.toFrames(), null, 'toFrames: expected Samples, not null'],
    ['toPng', o.toPng(), null, 'toPng: expected Samples, not null'],
    ['toFile', o.toFile('never'), pictures(1)[0], 'toFile: expected bytes in a Uint8Array, not'],
    ['measure', o.measure({ step: ({ step }) => step }), untrained(), 'measure: expected a Draw, not'],
    ['evaluate', o.evaluate(pictures(1, 9)[0]!), untrained(), 'evaluate: expected a Draw, not'],
    [
      'nearest',
      o.measure({ nearest: nearest(pictures(1)[0]!) }),
      pictures(1, 3, [2])[0],
      'nearest: draws must have shape [4, 4, 1] and range [-1, 1], not [2] and [-1, 1]',
    ],
    [
      'energy',
      o.measure({ energy: energy(untrained()) }),
      pictures(1, 3, [2])[0],
      'energy: draws must have shape [4, 4, 1] and range [-1, 1], not [2] and [-1, 1]',
    ],
    [
      'boxDimension',
      o.measure({ dimension: boxDimension() }),
      pictures(1, 3, [7, 5, 1])[0],
      'boxDimension: the sides of images must have common divisors above 1, other than a side itself, not [7, 5, 1]',
    ],
    [
      'boxDimension of no image',
      o.measure({ dimension: boxDimension() }),
      pictures(1, 3, [7])[0],
      'only images have height and width: shape must be [height, width, 1 or 3], not [7]',
    ],
    [
      'a metric that was not made',
      o.measure({ movement } as never),
      pictures(1)[0],
      'measure: movement is a function that makes a metric: call it',
    ],
    [
      'a name that a metric has already',
      o.measure({ a: movement() }),
      { ...pictures(1)[0], metrics: { a: 1 } },
      'measure: a must be a name that no `measure` before has taken',
    ],
    [
      'energy of a draw without labels',
      o.measure({ energy: energy(untrained({ labelUnits: { classes: [0, 1], copies: 2 } })) }),
      pictures(1)[0],
      'energy: a draw must say its labels, as the manifold has learned them',
    ],
    [
      'a picture with a value outside its range',
      o.toPng(),
      { ...pictures(1)[0]!, values: pictures(1)[0]!.values.map((value, i) => (i === 2 ? 1.01 : value)) },
      'images have values in [-1, 1], not 1.0',
    ],
    [
      'a picture with too few values',
      o.toPng(),
      { ...pictures(1)[0]!, values: new Float32Array(3) },
      'images of shape [4, 4, 1] have',
    ],
    ['lowestLoss', o.lowestLoss(), pictures(1)[0], 'lowestLoss: expected a TrainingStep, not'],
  ];
  it.each(cases)('%s', async (_, operator, value, message) => {
    await expect(lastValueFrom(of(value).pipe(observed(operator)))).rejects.toThrow(message);
  });
});
