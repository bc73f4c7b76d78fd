/** A user's library: what each operator makes, exported, so that the compiler has to write down its type. */
import {
  type Bytes,
  boxDimension,
  branch,
  burnIn,
  coverage,
  type Draw,
  descend,
  energy,
  evaluate,
  fork,
  fromCifar,
  fromImages,
  fromManifold,
  fromMnist,
  fromNpy,
  fromPoints,
  fromTable,
  given,
  kaleidoscope,
  lowestLoss,
  mapInTurn,
  mapTensor,
  measure,
  movement,
  nearest,
  pace,
  type Samples,
  thin,
  toCanvas,
  toFile,
  toGif,
  toMp4,
  toOnnx,
  toPng,
  toSafetensors,
  toTable,
  training,
  trainManifold,
  withLabels,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import { Batches, type Engine } from 'kaleidoflow/engine';
import { mlp, unet } from 'kaleidoflow/networks';
import { setLibraries } from 'kaleidoflow/web';

export const operators = {
  branch: branch(2),
  burnIn: burnIn(2),
  pace: pace(15),
  settled: burnIn({ until: 'settled' }),
  descend: descend(),
  evaluate: (reference: Samples) => evaluate(reference),
  fork: fork<Draw, Draw, Bytes>(burnIn(2), toPng()),
  given: given({ label: 1 }),
  kaleidoscope: kaleidoscope(),
  lowestLoss: lowestLoss(),
  mapInTurn: mapInTurn(async ({ step }: Draw) => step),
  mapTensor: mapTensor((images) => images.mul(2)),
  mapTensorLater: mapTensor(async (_, { step }) => step),
  painted: toCanvas({ width: 1, height: 1, getContext: () => null }),
  measure: measure({ lowest: ({ values }) => Math.min(...values), movement: movement(), box: boxDimension() }),
  thin: thin(2),
  toFile: toFile('a.gif'),
  toGif: toGif(),
  toMp4: toMp4(),
  toOnnx: toOnnx(),
  toPng: toPng(),
  toSafetensors: toSafetensors(),
  toTable: toTable(),
  trainManifold: trainManifold(),
  training: training(),
  withLabels: withLabels(),
  withNoise: withNoise(0.1),
  withTurns: withTurns(),
  withWalk: withWalk(),
};
export const canvas = toCanvas;
export const mapped = mapTensor;
export const measured = measure;
export const forked = fork;

export const cifar = fromCifar('a.bin');
export const images = fromImages('pictures');
export const manifold = fromManifold('a.onnx');
export const mnist = fromMnist();
export const npy = fromNpy('a.npy');
export const points = fromPoints([0.5]);
export const table = fromTable('a.csv');

export const learned = mnist.pipe(withLabels(), training(), lowestLoss(), given({ label: [1, 2] }), withTurns());
export const draws = learned.pipe(kaleidoscope({ chains: 3 }), burnIn({ until: 'settled' }), thin(2));
export const found = (data: Samples) =>
  draws.pipe(
    measure({ nearest: nearest(data), movement: movement() }),
    measure({ coverage: async ({ metrics }) => coverage(metrics.nearest) }),
  );
export const files = draws.pipe(
  fork(
    (all) => all.pipe(toGif(), toFile('a.gif')),
    (all) => all.pipe(toPng()),
  ),
);
export const spread = (data: Samples) => draws.pipe(evaluate(data));
export const halves = draws.pipe(mapTensor((images) => images.div(2)));
export const rows = draws.pipe(toTable());
export const energies = (model: Parameters<typeof energy>[0]) => draws.pipe(measure({ energy: energy(model) }));

export const parted = (data: Samples) => found(data).pipe(fork(burnIn(2), thin(2), toPng()));

export type Mine = Engine;
export const all = { Batches, mlp, unet, setLibraries };
