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

describe.each(faces)('bad options are refused when a pipeline is built ($name)', ({ operators }) => {
  const { branch, burnIn, descend, fork, kaleidoscope, mapInTurn, measure, pace } = operators;
  const { fromCifar, fromImages, fromMnist, fromNpy, fromPoints } = operators;
  const { given, thin, toCanvas, toFile, toGif, toMp4, toPng, training, trainManifold } = operators;
  const { withLabels, withNoise, withTurns, withWalk } = operators;
  const cases: [what: string, build: () => unknown, error: typeof TypeError, message: string][] = [
    ...[...notWhole, 0].flatMap((n) =>
      [training, trainManifold].flatMap((operator) =>
        (['depth', 'width', 'steps', 'batchSize', 'every'] as const).map(
          (option) =>
            [
              `training ${option} ${n}`,
              () => operator({ [option]: n }),
              RangeError,
              `training: ${option} must be a whole number of at least 1, not ${n}`,
            ] as [string, () => unknown, typeof TypeError, string],
        ),
      ),
    ),
    ...notWhole.flatMap((n): [string, () => unknown, typeof TypeError, string][] => [
      [`burnIn ${n}`, () => burnIn(n), RangeError, `burnIn: steps must be a whole number of at least 0, not ${n}`],
      [`branch ${n}`, () => branch(n), RangeError, `branch: n must be a whole number of at least 1, not ${n}`],
      [`thin ${n}`, () => thin(n), RangeError, `thin: n must be a whole number of at least 1, not ${n}`],
      [
        `copies ${n}`,
        () => withLabels({ copies: n }),
        RangeError,
        `withLabels: copies must be a whole number of at least 1, not ${n}`,
      ],
      [
        `every ${n}`,
        () => withTurns({ every: n }),
        RangeError,
        `withTurns: every must be a whole number of at least 1, not ${n}`,
      ],
      [
        `chains ${n}`,
        () => kaleidoscope({ chains: n }),
        RangeError,
        `kaleidoscope: chains must be a whole number of at least 1, not ${n}`,
      ],
      [
        `seed ${n}`,
        () => kaleidoscope({ seed: n }),
        RangeError,
        `kaleidoscope: seed must be a whole number of at least 0, not ${n}`,
      ],
      [
        `count ${n}`,
        () => fromMnist({ count: n }),
        RangeError,
        `fromMnist: count must be a whole number of at least 1, not ${n}`,
      ],
      [`gap ${n}`, () => toPng({ gap: n }), RangeError, `toPng: gap must be a whole number of at least 0, not ${n}`],
      [
        `columns ${n}`,
        () => toGif({ columns: n }),
        RangeError,
        `toGif: columns must be a whole number of at least 1, not ${n}`,
      ],
    ]),
    ...[-0.1, -1e-20, Number.NaN, Number.POSITIVE_INFINITY].flatMap(
      (x): [string, () => unknown, typeof TypeError, string][] => [
        [`eps ${x}`, () => withNoise(x), RangeError, `withNoise: eps must be a finite number of at least 0, not ${x}`],
        [
          `blend ${x}`,
          () => training({ blend: [x, 1] }),
          RangeError,
          `training: blend must be two numbers, 0 ≤ low ≤ high ≤ 1, not [${x}, 1]`,
        ],
        [
          `share ${x}`,
          () => withTurns({ share: x }),
          RangeError,
          `withTurns: share must be a number from 0 to 1, not ${x}`,
        ],
        [
          `level ${x}`,
          () => withWalk({ level: x }),
          RangeError,
          `withWalk: level must be a number from 0 to 1, not ${x}`,
        ],
        [
          `rate ${x}`,
          () => training({ learningRate: x }),
          RangeError,
          `training: learningRate must be a finite number above 0, not ${x}`,
        ],
        [
          `point ${x}`,
          () => fromPoints([0.5, x]),
          RangeError,
          `fromPoints: values[1] must be a finite number from 0 to 1, not ${Math.fround(x)}`,
        ],
      ],
    ),
    ...([0, -1, Number.NaN, Number.POSITIVE_INFINITY] as const).map(
      (x): [string, () => unknown, typeof TypeError, string] => [
        `descent rate ${x}`,
        () => descend({ learningRate: x }),
        RangeError,
        `descend: learningRate must be a finite number above 0, not ${x}`,
      ],
    ),
    ...notWhole.map((n): [string, () => unknown, typeof TypeError, string] => [
      `descent steps ${n}`,
      () => descend({ steps: n }),
      RangeError,
      `descend: steps must be a whole number of at least 1, not ${n}`,
    ]),
    [
      'white noise on noise',
      () => descend({ corruption: 0.1 }),
      RangeError,
      'descend: corruption must be 0 where the start is noise, not 0.1',
    ],
    ...[training, kaleidoscope, descend].map((operator): [string, () => unknown, typeof TypeError, string] => [
      'engine',
      () => operator(wrong({ engine: 'torch' })),
      RangeError,
      "engine must be 'auto' or 'onnx' or 'webgpu' or 'tensorflow' or 'tensorflow-wasm' or 'tensorflow-cpu' or an Engine, not 'torch'",
    ]),
    ['thin 0', () => thin(0), RangeError, 'thin: n must be a whole number of at least 1, not 0'],
    ['no branches', () => fork(), RangeError, 'fork: branches must be one or more operators, not none'],
    ['a branch', () => fork(wrong('toGif')), TypeError, "fork: a branch must be an operator, not 'toGif'"],
    ['a string', () => burnIn(wrong('5')), TypeError, "burnIn: steps must be a whole number of at least 0, not '5'"],
    [
      'unknown option',
      () => training(wrong({ dept: 3 })),
      TypeError,
      "training: unknown option 'dept'; allowed are depth, width, network, layersModel, steps, batchSize, learningRate, seed, every, schedule, blend, jitter, given, checkpoint, engine",
    ],
    [
      'unknown option',
      () => kaleidoscope(wrong({ eps: 3 })),
      TypeError,
      "kaleidoscope: unknown option 'eps'; allowed are chains, first, seed, start, emitStart, engine",
    ],
    ['no object', () => toGif(wrong(3)), TypeError, 'toGif: options must be an object, not 3'],
    [
      'distribution',
      () => withNoise(1, wrong({ distribution: 'gamma' })),
      RangeError,
      "withNoise: distribution must be 'uniform' or 'normal', not 'gamma'",
    ],
    [
      'start',
      () => kaleidoscope(wrong({ start: 'zero' })),
      RangeError,
      "kaleidoscope: start must be 'uniform' or 'normal' or Samples, not 'zero'",
    ],
    [
      'emitStart',
      () => kaleidoscope(wrong({ emitStart: 1 })),
      TypeError,
      'kaleidoscope: emitStart must be true or false, not 1',
    ],
    ['fps', () => toGif({ fps: 51 }), RangeError, 'toGif: fps must be a number from 0.002 to 50, not 51'],
    ['fps', () => toMp4({ fps: 241 }), RangeError, 'toMp4: fps must be a number from 0.002 to 240, not 241'],
    ['a canvas', () => toCanvas(wrong('canvas')), TypeError, "toCanvas: expected a canvas, not 'canvas'"],
    [
      'split',
      () => fromMnist(wrong({ split: 'all' })),
      RangeError,
      "fromMnist: split must be 'train' or 'test', not 'all'",
    ],
    [
      'digits',
      () => fromMnist({ digits: [3, 10] }),
      RangeError,
      'fromMnist: digits must be one or more different digits from 0 to 9, not [3, 10]',
    ],
    [
      'range',
      () => fromPoints([1], wrong({ range: [0, 2] })),
      RangeError,
      'fromPoints: range must be [0, 1] or [-1, 1], not [0, 2]',
    ],
    [
      'no rows',
      () => fromPoints([]),
      RangeError,
      'fromPoints: rows must be one or more numbers or rows of numbers, not []',
    ],
    [
      'ragged rows',
      () => fromPoints(wrong([[1, 0], [1]])),
      RangeError,
      'fromPoints: rows[1] must have 2 values, as the first row, not 1',
    ],
    ['until', () => burnIn(wrong({ until: 'later' })), RangeError, "burnIn: until must be 'settled', not 'later'"],
    [
      'tolerance',
      () => burnIn({ until: 'settled', tolerance: -1 }),
      RangeError,
      'burnIn: tolerance must be a finite number of at least 0, not -1',
    ],
    [
      'max',
      () => burnIn({ until: 'settled', max: 0 }),
      RangeError,
      'burnIn: max must be a whole number of at least 1, not 0',
    ],
    ['no metrics', () => measure({}), RangeError, 'measure: metrics must be one or more, not none'],
    [
      'a metric',
      () => measure(wrong({ energy: 3 })),
      TypeError,
      'measure: energy must be a metric or a function of a draw, not 3',
    ],
    [
      'threshold',
      () => boxDimension({ threshold: Number.NaN }),
      RangeError,
      'boxDimension: threshold must be a finite number, not NaN',
    ],
    [
      'nearest of nothing',
      () => nearest({ values: new Float32Array(0), count: 0, shape: [1], range: [0, 1] }),
      RangeError,
      'nearest: count must be a whole number of at least 1, not 0',
    ],
    [
      'energy of a broken manifold',
      () => energy({ ...untrained(), depth: 3 }),
      RangeError,
      'energy: a manifold of depth 3 has 8 weights, not 6',
    ],
    [
      'a blend upside down',
      () => training({ blend: [0.6, 0.5] }),
      RangeError,
      'training: blend must be two numbers, 0 ≤ low ≤ high ≤ 1, not [0.6, 0.5]',
    ],
    [
      'schedule',
      () => training(wrong({ schedule: 'linear' })),
      RangeError,
      "training: schedule must be 'constant' or 'cosine', not 'linear'",
    ],
    [
      'given without blend',
      () => training({ given: 0.5 }),
      RangeError,
      'training: given must be left out where there is no blend, not 0.5',
    ],
    [
      'given of what there is not',
      () => training(wrong({ blend: [0.6, 1], given: { pixels: 0.5 } })),
      RangeError,
      'training: given must be a number from 0 to 1, or { labels, data } with such numbers, not a plain object',
    ],
    ['no label', () => given(wrong(7)), TypeError, 'given: expected a label, Samples, or rows of a table, not 7'],
    [
      'a label beyond 32 bits',
      () => given({ label: 2 ** 40 }),
      RangeError,
      'given: label must be a class or a list of them, each a whole number or a name, not 1099511627776',
    ],
    [
      'half a label',
      () => given({ label: [1, 2.5] }),
      RangeError,
      'given: label must be a class or a list of them, each a whole number or a name, not [1, 2.5]',
    ],
    [
      'a mask that does not fit',
      () => given(pictures(1)[0]!, { mask: [1, 0] }),
      RangeError,
      'given: mask must be 16 values, or 48 for all 3 samples, not [1, 0]',
    ],
    [
      'path',
      () => toFile(''),
      RangeError,
      "toFile: path must be a path, or a function of the bytes and their number that returns one, not ''",
    ],
    [
      'no path',
      () => toFile(wrong(5)),
      TypeError,
      'toFile: path must be a path, or a function of the bytes and their number that returns one, not 5',
    ],
    [
      'checkpoint',
      () => training({ checkpoint: '' }),
      RangeError,
      "training: checkpoint must be the path of a directory, not ''",
    ],
    [
      'no checkpoint',
      () => training(wrong({ checkpoint: 5 })),
      TypeError,
      'training: checkpoint must be the path of a directory, not 5',
    ],
    [
      'lists in lists without end',
      () => training(wrong({ blend: JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)) })),
      RangeError,
      'training: blend must be two numbers, 0 ≤ low ≤ high ≤ 1, not [[[[…]]]]',
    ],
    [
      'a long text',
      () => training(wrong({ schedule: 'x'.repeat(1e6) })),
      RangeError,
      `training: schedule must be 'constant' or 'cosine', not '${'x'.repeat(200)}…'`,
    ],
    ['a list of options', () => training(wrong([])), TypeError, 'training: options must be an object, not []'],
    ['a function', () => mapInTurn(wrong(3)), TypeError, 'mapInTurn: expected a function, not 3'],
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((fps): [string, () => unknown, typeof TypeError, string] => [
      `pace ${fps}`,
      () => pace(fps),
      RangeError,
      `pace: fps must be a finite number above 0, not ${fps}`,
    ]),
    ['a list of metrics', () => measure(wrong([])), TypeError, 'measure: expected metrics by their names, not []'],
    [
      'no label at all',
      () => given(wrong({ label: undefined })),
      TypeError,
      'given: label must be a class or a list of them, each a whole number or a name, not undefined',
    ],
    [
      'text as points',
      () => fromPoints(wrong('0.5')),
      TypeError,
      "rows must be one or more numbers or rows of numbers, not '0.5'",
    ],
    [
      'text as a row',
      () => fromPoints(wrong([0, '1'])),
      TypeError,
      "rows[1] must be a number or a row of numbers, not '1'",
    ],
    [
      'nothing as a row',
      () => fromPoints(wrong([null])),
      TypeError,
      'rows[0] must be a number or a row of numbers, not null',
    ],
    [
      'nothing as the first row',
      () => fromPoints(wrong(new Array(2))),
      TypeError,
      'rows[0] must be a number or a row of numbers, not undefined',
    ],
    ['an empty row', () => fromPoints([[]]), RangeError, 'rows[0] must be a number or a row of numbers, not []'],
    ['text in a row', () => fromPoints(wrong([[0, '1']])), TypeError, "rows[0][1] must be a number, not '1'"],
    ...[fromCifar, fromImages, fromNpy].flatMap((source): [string, () => unknown, typeof TypeError, string][] => [
      ['no path', () => source(''), RangeError, `${source.name}: path must be `],
      ['a path', () => source(wrong(7)), TypeError, `${source.name}: path must be `],
      [
        'count',
        () => source('x', { count: 0 }),
        RangeError,
        `${source.name}: count must be a whole number of at least 1, not 0`,
      ],
      [
        'range',
        () => source('x', wrong({ range: [0, 255] })),
        RangeError,
        `${source.name}: range must be [0, 1] or [-1, 1], not [0, 255]`,
      ],
    ]),
    ...[[], [''], ['a', 3]].map((path): [string, () => unknown, typeof TypeError, string] => [
      'a list of paths',
      () => fromImages(wrong(path)),
      RangeError,
      'fromImages: path must be a folder, a glob, the path of a file, a Blob, or a list of paths of files and Blobs, not [',
    ]),
    ...[0, 1.5, [24], [24, 0], [24, 24, 3]].map((size): [string, () => unknown, typeof TypeError, string] => [
      `size ${size}`,
      () => fromImages('x', wrong({ size })),
      RangeError,
      'fromImages: size must be a whole number of at least 1, or [height, width] of such, not ',
    ]),
    [
      'channels',
      () => fromImages('x', wrong({ channels: 4 })),
      RangeError,
      'fromImages: channels must be 1 or 3, not 4',
    ],
    [
      'fit',
      () => fromImages('x', wrong({ fit: 'inside' })),
      RangeError,
      "fromImages: fit must be 'contain' or 'cover' or 'fill', not 'inside'",
    ],
    [
      'background',
      () => fromImages('x', { background: 'mauve' }),
      RangeError,
      "fromImages: background must be 'black', 'white', '#rgb' or '#rrggbb', not 'mauve'",
    ],
    [
      'memory',
      () => fromImages('x', { memory: 0 }),
      RangeError,
      'fromImages: memory must be a finite number above 0, not 0',
    ],
    [
      'onProgress',
      () => fromImages('x', wrong({ onProgress: true })),
      TypeError,
      'fromImages: onProgress must be a function, not true',
    ],
    [
      'classes',
      () => fromCifar('x', wrong({ classes: 20 })),
      RangeError,
      'fromCifar: classes must be 10 or 100, not 20',
    ],
    [
      'shape',
      () => fromNpy('x', { shape: [8, 0] }),
      RangeError,
      'fromNpy: shape must be one or more whole numbers above 0, not [8, 0]',
    ],
  ];
  it.each(cases)('%s', (_, build, error, message) => {
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
        network: 'array',
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
        jitter: 'number',
        checkpoint: 'string',
      },
      engine: 'string',
    }),
    ...named(o.training, { given: 'number object' }, { blend: [0.5, 1] }),
    ...named(o.kaleidoscope, { ...walk, emitStart: 'boolean', precision: 'string' }),
    ...named(o.descend, { ...walk, steps: 'number', learningRate: 'number', corruption: 'number' }),
    ...named(o.toGif, { ...grid, fps: 'number', loop: 'boolean' }),
    ...named(o.toPng, grid),
    ...named(o.toMp4, { ...grid, fps: 'number' }),
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
  const cases: [what: string, run: () => Promise<unknown>, message: string][] = [
    [
      'a batch larger than the data',
      () => train(good, { batchSize: 3 }),
      'training: batchSize must be at most the number of samples, 2, not 3',
    ],
    [
      'NaN',
      () => train({ ...good, values: Float32Array.of(0, Number.NaN) }),
      'training: values[1] must be a finite number from 0 to 1, not NaN',
    ],
    [
      'infinity',
      () => train({ ...good, values: Float32Array.of(0, Number.POSITIVE_INFINITY) }),
      'values[1] must be a finite number from 0 to 1, not Infinity',
    ],
    [
      'out of range',
      () => train({ ...good, values: Float32Array.of(-0.5, 0) }),
      'values[0] must be a finite number from 0 to 1, not -0.5',
    ],
    [
      'no samples',
      () => train({ ...good, values: new Float32Array(0), count: 0 }),
      'count must be a whole number of at least 1, not 0',
    ],
    ['too few values', () => train({ ...good, count: 3 }), '3 samples of shape [1] need 3 values, not 2'],
    ['a strange shape', () => train({ ...good, shape: [] }), 'shape must be whole numbers above 0, not []'],
    [
      'a strange range',
      () => train({ ...good, range: wrong([0, 255]) }),
      'range must be [0, 1] or [-1, 1], not [0, 255]',
    ],
    [
      'a network beyond all memory',
      () => train(good, { depth: 1e9, width: 1e4 }),
      'training: the network must fit into memory: depth 1000000000 and width 10000 need 1600159998.4 GB',
    ],
    ['no samples at all', () => train(wrong('data')), "expected Samples with values in a Float32Array, not 'data'"],
    [
      'given labels without units',
      () => train(good, { blend: [0.6, 1], given: { labels: 0.5 } }),
      'training: given labels need label units: put withLabels() before the training',
    ],
    [
      'label units without labels',
      () => train({ ...good, labelUnits: { classes: [0], copies: 1 } }),
      'training: samples with label units need labels',
    ],
    [
      'no labels to make units of',
      () => first(good, withLabels()),
      'withLabels: expected Samples with labels, not a plain object',
    ],
    [
      'a label that was not learned',
      () => first(untrained(), given({ label: 3 })),
      'given: label needs a manifold that has learned labels: put withLabels() before its training',
    ],
    [
      'a label of no class',
      () => first(untrained({ labelUnits: { classes: [0, 1], copies: 2 } }), given({ label: [0, 3] })),
      'given: label must be among 0, 1, not 3',
    ],
    [
      "a label that is one class's number and another's name",
      () =>
        first(
          { ...untrained({ labelUnits: { classes: [0, 1], copies: 2 } }), labelNames: ['1', '0'] },
          given({ label: 1 }),
        ),
      "given: label 1 is the number of class '0' and the name of another: say '0' or '1'",
    ],
    [
      'given samples of another shape',
      () => first(untrained(), given(good)),
      "given: samples must have the manifold's shape [4, 4, 1] and range [-1, 1], not [1] and [0, 1]",
    ],
    ['labels that do not fit', () => train({ ...good, labels: Int32Array.of(1) }), '2 samples need 2 labels, not 1'],
    [
      'a label without a name',
      () => train({ ...good, labels: Int32Array.of(0, 2), labelNames: ['cat', 'dog'] }),
      'training: labels[1] must be the place of one of 2 labelNames, not 2',
    ],
    [
      'names that are none',
      () => train({ ...good, labelNames: wrong('cat') }),
      "training: labelNames must be a list of texts, not 'cat'",
    ],
    ['no manifold', () => sample(wrong(3)), 'kaleidoscope: expected a Manifold, not 3'],
    [
      'a manifold of another depth',
      () => sample({ ...untrained(), depth: 3 }),
      'kaleidoscope: a manifold of depth 3 has 8 weights, not 6',
    ],
    [
      'a manifold of another width',
      () => sample({ ...untrained(), width: 9 }),
      'kaleidoscope: weights[0] must be 144 numbers in a Float32Array',
    ],
    [
      'a manifold with NaN in it',
      () => sample({ ...untrained(), weights: untrained().weights.map((w) => w.map(() => Number.NaN)) }),
      'kaleidoscope: weights[0][0] must be finite, not NaN',
    ],
    [
      'a start of another shape',
      () => first(untrained(), kaleidoscope({ start: good })),
      "kaleidoscope: start must have the manifold's shape [4, 4, 1] and range [-1, 1], not [1] and [0, 1]",
    ],
  ];
  const sample = (manifold: Manifold) => first(manifold, kaleidoscope());
  const train = (samples: Samples, options?: TrainingOptions) => first(samples, training(options));

  it.each(cases)('%s', async (_, run, message) => {
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
    ['descend', o.descend(), pictures(1)[0], 'descend: expected a Manifold, not a plain object'],
    ['mapTensor', o.mapTensor(() => 1), untrained(), 'mapTensor: expected a Draw, not a plain object'],
    ['training', o.training(), untrained(), 'training: expected Samples with values in a Float32Array, not'],
    ['burnIn', o.burnIn(1), untrained(), 'burnIn: expected a Draw, not'],
    ['thin', o.thin(1), Uint8Array.of(1), 'thin: expected a Draw, not a Uint8Array object'],
    ['branch', o.branch(1), undefined, 'branch: expected a Draw, not undefined'],
    ['toGif', o.toGif(), untrained(), 'toGif: expected a Draw, not'],
    ['toCanvas', o.toCanvas(new KeptCanvas()), untrained(), 'toCanvas: expected a Draw, not'],
    ['toMp4', o.toMp4(), untrained(), 'toMp4: expected a Draw, not'],
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
