import {
  type Draw,
  energy,
  fromPoints,
  fromTable,
  given,
  kaleidoscope,
  type Manifold,
  movement,
  nearest,
  training,
  withTurns,
} from 'kaleidoflow';
import { firstValueFrom, from, lastValueFrom, of, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeNpy } from '../dist/src/data/npy.js';
import { png } from '../dist/src/frames/png.js';
import * as metrics from '../dist/src/metrics/index.js';
import { encodeManifold } from '../dist/src/models/manifold.js';
import { layersModels } from '../dist/tools/layers-models.js';
import { KeptCanvas } from './canvas.js';
import { type Exclusions, obeyTheLaws, type Source, type Subject, sourcesObeyTheLaws } from './compliance.js';
import { layersOn, learned, manifolds, noise, onEngine, samples, small } from './engine-subjects.js';
import { engineNames, lacking } from './engines.js';
import { faces } from './faces.js';
import { pictures, untrained, untrainedModel } from './fixtures.js';
import { isPage, place, shelf } from './place.js';

const penguins = [{ mass: 1 }, { mass: 2, kind: 'a' }, { mass: null, kind: 'b' }, { mass: 4, kind: 'b' }];
const ofTable = async (): Promise<Manifold[]> => {
  const { shape, range, table } = await firstValueFrom(fromTable(penguins, { copies: { number: 2, category: 2 } }));
  return [{ ...untrained({ shape: [...shape], range }), ...learned, table: table! }];
};
const tableDraws = async () => {
  const [manifold] = await ofTable();
  return lastValueFrom(of(manifold!).pipe(withTurns(), kaleidoscope({ chains: 3 }), take(3), toArray()));
};
const layersModel = async (): Promise<Manifold[]> => [{ ...(await untrainedModel()), noise }];
const steps = await lastValueFrom(fromPoints([0.2, 0.8]).pipe(training(small), toArray()));
const written = await place();

const subjects: Subject[] = [
  ...engineNames.flatMap(onEngine),
  ...layersOn('onnx'),
  {
    name: 'training of a LayersModel',
    operator: (o) => o.training({ layersModel: layersModels[1]!, steps: 6, every: 2 }),
    source: () => pictures(1, 5),
  },
  {
    name: 'kaleidoscope in blocks, from x⁰',
    operator: (o) => o.kaleidoscope({ chains: 4000, emitStart: true }),
    source: async () => [{ ...untrained({ width: 500 }), noise }],
    endless: true,
  },
  {
    name: 'kaleidoscope of a LayersModel',
    operator: (o) => o.kaleidoscope({ chains: 3 }),
    source: layersModel,
    endless: true,
  },
  { name: 'trainManifold', operator: (o) => o.trainManifold(small), source: samples },
  {
    name: 'training with a validation, from a manifold',
    operator: (o) =>
      o.training({ ...small, start: untrained({ shape: [1], range: [0, 1] }), validation: 0.5, patience: 4 }),
    source: samples,
  },
  { name: 'toLog', represents: true, operator: (o) => o.toLog(written.pathOf('log.csv')), source: () => steps },
  { name: 'lowestLoss', operator: (o) => o.lowestLoss(), source: () => steps },
  { name: 'withNoise', represents: true, operator: (o) => o.withNoise(0.1), source: manifolds },
  { name: 'withTurns', operator: (o) => o.withTurns(), source: manifolds },
  { name: 'withWalk', operator: (o) => o.withWalk(), source: manifolds },
  { name: 'given', operator: (o) => o.given(pictures(1)[0]!), source: manifolds },
  { name: 'given rows', operator: (o) => o.given([{ mass: 2 }, { kind: 'b' }]), source: ofTable },
  {
    name: 'kaleidoscope of a table',
    operator: (o) => o.kaleidoscope({ chains: 3 }),
    source: async () => {
      const source = from(await ofTable()).pipe(given([{ mass: 2 }, { kind: 'b' }]), withTurns({ every: 2 }));
      return [await lastValueFrom(source)];
    },
    endless: true,
  },
  {
    name: 'training on cells that are not known',
    operator: (o) => o.training(small),
    source: async () => [await firstValueFrom(fromTable(penguins))],
  },
  { name: 'toTable', operator: (o) => o.toTable(), source: tableDraws },
  {
    name: 'withLabels',
    operator: (o) => o.withLabels(),
    source: async () => (await samples()).map((each) => ({ ...each, labels: Int32Array.of(3, 5) })),
  },
  {
    name: 'withAttributes',
    operator: (o) => o.withAttributes(),
    source: async () => (await samples()).map((each) => ({ ...each, attributes: [{ age: 3 }, { age: 5 }] })),
  },
  {
    name: 'morph',
    represents: true,
    operator: (o) => o.morph(...(pictures(2) as [Draw, Draw]), { frames: 5 }),
    source: manifolds,
  },
  { name: 'mapTensor', operator: (o) => o.mapTensor(async (images) => images.mul(-1)), source: () => pictures(3) },
  { name: 'mapInTurn', operator: (o) => o.mapInTurn(async (draw: Draw) => draw.step), source: () => pictures(3) },
  { name: 'pace', represents: true, operator: (o) => o.pace(50), source: () => pictures(3) },
  { name: 'burnIn', operator: (o) => o.burnIn(2), source: () => pictures(6) },
  {
    name: 'burnIn until settled',
    operator: (o) => o.burnIn({ until: 'settled', tolerance: 0.1, max: 3 }),
    source: () => pictures(6),
  },
  {
    name: 'measure',
    represents: true,
    operator: (o) =>
      o.measure({ energy: energy(untrained()), movement: movement(), nearest: nearest(pictures(1)[0]!) }),
    source: () => pictures(3),
  },
  {
    name: 'evaluate',
    represents: true,
    operator: (o) => o.evaluate(pictures(1, 6)[0]!, { k: 1, count: 4 }),
    source: () => pictures(3),
  },
  { name: 'thin', represents: true, operator: (o) => o.thin(2), source: () => pictures(6) },
  { name: 'branch', operator: (o) => o.branch(2), source: () => pictures(3) },
  {
    name: 'fork',
    represents: true,
    operator: (o) => o.fork<Draw, [Draw, Draw]>(o.burnIn(2), o.thin(2)),
    source: () => pictures(6),
    shares: true,
  },
  { name: 'toFrames', operator: (o) => o.toFrames(), source: () => pictures(3) },
  { name: 'toGif', represents: true, operator: (o) => o.toGif(), source: () => pictures(3), needsValues: true },
  {
    name: 'toGif by gif-encoder-2',
    operator: (o) => o.toGif({ encoder: 'gif-encoder-2' }),
    source: () => pictures(3),
    needsValues: true,
  },
  { name: 'toMp4', represents: true, operator: (o) => o.toMp4(), source: () => pictures(3), needsValues: true },
  { name: 'toPng', operator: (o) => o.toPng(), source: () => pictures(3) },
  { name: 'toCanvas', represents: true, operator: (o) => o.toCanvas(new KeptCanvas()), source: () => pictures(3) },
  { name: 'toSafetensors', operator: (o) => o.toSafetensors(), source: manifolds },
  { name: 'toOnnx', operator: (o) => o.toOnnx(), source: manifolds },
  {
    name: 'toFile',
    represents: true,
    needsValues: true,
    operator: (o) => o.toFile(written.pathOf('file')),
    source: () => [Uint8Array.of(1, 2), Uint8Array.of(3)],
  },
];

const data = await shelf();
const array = await data.keep('array.npy', encodeNpy({ shape: [2, 3], values: new Uint8Array(6) }));
const batch = await data.keep('batch.bin', [new Uint8Array(2 * 3073)]);
const model = await data.keep('model.safetensors', [encodeManifold(untrained())]);
const table = await data.keep('table.csv', [new TextEncoder().encode('a,b\n1,x\n2,y\n')]);
await data.keep('t10k-images-idx3-ubyte', [Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 9, 9)]);
await data.keep('t10k-labels-idx1-ubyte', [Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 2)]);
const picture = png({ gap: 0 })(pictures(1, 1)[0]!);
const images = await Promise.all(Array.from({ length: 40 }, (_, i) => data.keep(`${i}.png`, [picture])));

const sources: Source[] = [
  // Only by reading it can a page see whether the names of the classes are there.
  { name: 'fromCifar', source: (o) => o.fromCifar(batch), reads: isPage ? 2 : 1 },
  // No server says what is in a folder.
  {
    name: 'fromImages',
    represents: true,
    source: (o) => o.fromImages(isPage ? images : data.folder, { size: 4 }),
    reads: 40,
  },
  { name: 'fromManifold', source: (o) => o.fromManifold(model), reads: 1 },
  { name: 'fromMnist', source: (o) => o.fromMnist({ dir: data.folder, split: 'test' }), reads: 2 },
  { name: 'fromNpy', source: (o) => o.fromNpy(array), reads: 1 },
  { name: 'fromPoints', represents: true, source: (o) => o.fromPoints([0.2, 0.8]), reads: 0 },
  { name: 'fromTable', represents: true, source: (o) => o.fromTable(table), reads: 1 },
];

/** By what the library says of it. */
const excluded: Exclusions = isPage
  ? { 'toGif by gif-encoder-2': 'gif-encoder-2 is for Node alone' }
  : { toMp4: "toMp4 needs a browser's WebCodecs" };

// A movie says the second in which it was made, so the time of day stands still.
beforeAll(() => void (isPage && vi.useFakeTimers({ toFake: ['Date'] })));

obeyTheLaws(subjects, excluded);
sourcesObeyTheLaws(sources, excluded);

describe('the engines under the laws', () => {
  it.each(engineNames)('%s', (name) =>
    expect(subjects.filter((subject) => subject.name.endsWith(` on ${name}`))).toHaveLength(4),
  );
  for (const { name, reason } of lacking) it(name, ({ skip }) => skip(`skipped: ${reason}`));
});

afterAll(async () => {
  // What a page writes is downloaded.
  expect(await written.names()).toEqual(isPage ? [] : ['file', 'log.csv']);
});

describe('what is not put to the laws here', () => {
  it.each(faces)('says why ($name)', async ({ operators, emitted, observed }) => {
    for (const [name, reason] of Object.entries(excluded)) {
      const [source, subject] = [sources, subjects].map((all) => all.find((each) => each.name === name));
      const stream = source
        ? emitted((source as Source).source(operators))
        : from(await (subject as Subject).source()).pipe(observed((subject as Subject).operator(operators)));
      await expect(lastValueFrom(stream)).rejects.toThrow(reason);
    }
  });
});

describe('the faces', () => {
  /** All but the metrics, which are no operators, and the bridge from push to pull, which what can be pulled does not need. */
  const exported = ({ operators }: (typeof faces)[number]) =>
    Object.keys(operators)
      .filter((name) => !['recipeFor', 'toAsyncIterable'].includes(name) && !Object.hasOwn(metrics, name))
      .sort();

  it('have the same names', () => {
    expect(exported(faces[1]!)).toEqual(exported(faces[0]!));
  });

  it('have every operator under the laws', () => {
    const operators = exported(faces[0]!).filter((name) => !name.startsWith('from'));
    expect([...new Set(subjects.map(({ name }) => name.split(' ')[0]))].sort()).toEqual(operators);
  });

  it('have every source under the laws', () => {
    const from = exported(faces[0]!).filter((name) => name.startsWith('from'));
    expect(sources.map(({ name }) => name)).toEqual(from);
  });
});
