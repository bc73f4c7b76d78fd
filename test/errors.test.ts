import { boxDimension, energy, type Manifold, nearest, type Samples, type TrainingOptions } from 'kaleidoflow';
import { lastValueFrom, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';
import { probe } from './probe.js';

// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tried here
const wrong = (value: unknown) => value as any;
const notWhole = [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60];

describe.each(faces)('bad options are refused when a pipeline is built ($name)', ({ operators }) => {
  const { branch, burnIn, descend, fork, fromMnist, fromPoints, kaleidoscope, measure } = operators;
  const { given, thin, toFile, toGif, toPng, training, trainManifold } = operators;
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
      "engine must be 'auto' or 'onnx' or 'tensorflow' or 'tensorflow-wasm' or 'tensorflow-cpu' or an Engine, not 'torch'",
    ]),
    ['thin 0', () => thin(0), RangeError, 'thin: n must be a whole number of at least 1, not 0'],
    ['no branches', () => fork(), RangeError, 'fork: branches must be one or more operators, not none'],
    ['a branch', () => fork(wrong('toGif')), TypeError, "fork: a branch must be an operator, not 'toGif'"],
    ['a string', () => burnIn(wrong('5')), TypeError, "burnIn: steps must be a whole number of at least 0, not '5'"],
    [
      'unknown option',
      () => training(wrong({ dept: 3 })),
      TypeError,
      "training: unknown option 'dept'; allowed are depth, width, network, steps, batchSize, learningRate, seed, every, schedule, blend, given, checkpoint, engine",
    ],
    [
      'unknown option',
      () => kaleidoscope(wrong({ eps: 3 })),
      TypeError,
      "kaleidoscope: unknown option 'eps'; allowed are chains, seed, start, emitStart, engine",
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
    ['fps', () => toGif({ fps: 51 }), RangeError, 'toGif: fps must be a number above 0 and at most 50, not 51'],
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
      () => fromPoints([[1, 0], [1]]),
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
      'given: label must be a class or a list of them, each a whole number, not 1099511627776',
    ],
    [
      'half a label',
      () => given({ label: [1, 2.5] }),
      RangeError,
      'given: label must be a class or a list of them, each a whole number, not [1, 2.5]',
    ],
    [
      'a mask that does not fit',
      () => given(pictures(1)[0]!, { mask: [1, 0] }),
      RangeError,
      'given: mask must be 16 values, or 48 for all 3 samples, not [1, 0]',
    ],
    ['path', () => toFile(''), TypeError, "toFile: path must be a path, not ''"],
  ];
  it.each(cases)('%s', (_, build, error, message) => {
    expect(build).toThrow(error);
    expect(build).toThrow(message);
  });
});

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
      'given samples of another shape',
      () => first(untrained(), given(good)),
      "given: samples must have the manifold's shape [4, 4, 1] and range [-1, 1], not [1] and [0, 1]",
    ],
    ['labels that do not fit', () => train({ ...good, labels: Int32Array.of(1) }), '2 samples need 2 labels, not 1'],
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
    ['lowestLoss', o.lowestLoss(), pictures(1)[0], 'lowestLoss: expected a TrainingStep, not'],
  ];
  it.each(cases)('%s', async (_, operator, value, message) => {
    await expect(lastValueFrom(of(value).pipe(observed(operator)))).rejects.toThrow(message);
  });
});
