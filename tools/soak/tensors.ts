import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import {
  burnIn,
  descend,
  kaleidoscope,
  type ModelBuilder,
  mapTensor,
  type Samples,
  training,
  withNoise,
} from 'kaleidoflow';
import { concatMap, lastValueFrom, type Observable, of, take, tap } from 'rxjs';
import { layersModels } from '../layers-models.js';

const images: Samples = {
  values: Float32Array.from({ length: 6 * 16 }, (_, i) => Math.sin(i * i)),
  count: 6,
  shape: [4, 4, 1],
  range: [-1, 1],
};

const failing: readonly ModelBuilder[] = [
  () => {
    tf.layers.dense({ units: 3, inputShape: [4] }).apply(tf.input({ shape: [4] }));
    throw new Error('a network that throws');
  },
  () => tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [16] })] }),
  ({ shape }) => tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [...shape], filters: 1, kernelSize: 1 })] }),
];

/** One of the three ways in which it went. */
export type Ending = 'completed' | 'failed' | 'unsubscribed';

/** A training, and a sampling from each of its steps, that ends in one way or another as `random` has it. */
async function run(random: () => number): Promise<Ending> {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const wanted = pick<Ending>(['completed', 'failed', 'unsubscribed']);
  const fails = (place: string) => wanted === 'failed' && place === where;
  const where = pick(['network', 'sampler', 'tensors', 'downstream']);
  const layersModel = fails('network') ? pick(failing) : pick(layersModels);
  const sampler = pick([kaleidoscope({ chains: 2 }), descend({ chains: 2, steps: 3 })]);
  const engine = pick(['auto', 'tensorflow-wasm', 'tensorflow-cpu'] as const);

  const stream: Observable<unknown> = of(images).pipe(
    training({ layersModel, steps: 3, every: 2, batchSize: 3, engine }),
    concatMap((step) => {
      const manifold = step.manifold();
      const weights = manifold.weights.slice(fails('sampler') ? 1 : 0);
      return of({ ...manifold, weights }).pipe(withNoise(0.1), sampler, take(3), burnIn(1));
    }),
    mapTensor(async (tensor) => {
      const doubled = tensor.mul(2);
      if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, 1));
      if (fails('tensors')) throw new Error('a function that throws');
      return doubled.clipByValue(-1, 1);
    }),
    tap(() => {
      if (fails('downstream')) throw new Error('a consumer that throws');
    }),
  );
  if (wanted !== 'unsubscribed')
    return lastValueFrom(stream).then(
      () => 'completed',
      () => 'failed',
    );
  const subscription = stream.subscribe();
  await new Promise((resolve) => setTimeout(resolve, random() * 30));
  subscription.unsubscribe();
  return 'unsubscribed';
}

/** What TensorFlow.js has in its memory when everything that was left has had the time to close. */
async function settled(): Promise<{ numTensors: number; numBytes: number }> {
  let before = -1;
  for (let calm = 0; calm < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { numTensors } = tf.memory();
    calm = numTensors === before ? calm + 1 : 0;
    before = numTensors;
  }
  const { numTensors, numBytes } = tf.memory();
  return { numTensors, numBytes };
}

/** Trains and samples `runs` times, at random to an end, to a failure or until unsubscribed. */
export async function trainAndSample(runs: number, random: () => number) {
  const before = await settled();
  const endings: Record<Ending, number> = { completed: 0, failed: 0, unsubscribed: 0 };
  for (let i = 0; i < runs; i++) endings[await run(random)]++;
  return { before, after: await settled(), endings };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const runs = Number(process.argv[2] ?? 1000);
  const { before, after, endings } = await trainAndSample(runs, Math.random);
  console.log(JSON.stringify({ runs, endings, before, after }));
  if (before.numTensors !== after.numTensors || before.numBytes !== after.numBytes) process.exitCode = 1;
}
