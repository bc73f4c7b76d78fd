import {
  type Draw,
  descend,
  type EngineName,
  given,
  kaleidoscope,
  type Manifold,
  type MlpManifold,
  measure,
  nearest,
  type Samples,
  training,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import type { Trainer, TrainerSettings } from 'kaleidoflow/engine';
import { unet } from 'kaleidoflow/networks';
import { lastValueFrom, type MonoTypeOperatorFunction, of, pipe, take, toArray } from 'rxjs';
import { startWeights } from '../../dist/src/core/manifold.js';
import { loadEngine } from '../../dist/src/engine/load.js';

const architecture = { depth: 2, width: 24, shape: [7], range: [-1, 1] as const };
const labelUnits = { classes: [0, 1, 2], copies: 2 };

function manifoldOf(width: number): MlpManifold {
  const network = { ...architecture, width, labelUnits };
  return { ...network, weights: startWeights(network, 1), loss: 1, steps: 0, noise: [] };
}

function samplesOf(count: number, size = 7): Samples {
  const values = Float32Array.from({ length: count * size }, (_, i) => Math.sin(31 * i + 7));
  return { values, count, shape: [size], range: [-1, 1] };
}

const changes = {
  'nothing added': pipe(),
  noise: withNoise(0.1),
  'two kinds of noise': pipe(withNoise(0.1), withNoise(0.2, { distribution: 'normal' })),
  turns: withTurns({ every: 2 }),
  'a walk, and labels given': pipe(withWalk(), given({ label: [2, 0] })),
  'a part given': given(samplesOf(5), { mask: [1, 0, 1, 0, 0, 0, 1] }),
} satisfies Record<string, MonoTypeOperatorFunction<Manifold>>;

type Way = 'kaleidoscope' | 'descend';

function draws(
  way: Way,
  change: keyof typeof changes,
  { width = 24, ...piece }: { width?: number; chains: number; first?: number; engine: EngineName },
): Promise<Draw[]> {
  const walked = way === 'descend' ? descend({ seed: 3, steps: 4, ...piece }) : kaleidoscope({ seed: 3, ...piece });
  return lastValueFrom(of(manifoldOf(width)).pipe(changes[change], walked, take(4), toArray()));
}

/** How far two lists of numbers are apart. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

const variants = {
  'as in Eq. 1': {},
  'with blend, and parts given': { blend: [0.2, 0.8], given: { labels: 0, data: 0.5 } },
  'with cells that are not known': { blend: [0.2, 0.5], known: true },
} satisfies Record<string, Partial<TrainerSettings> & { known?: boolean }>;

async function openTrainer(name: EngineName, variant: keyof typeof variants, width = 24): Promise<Trainer> {
  const { known, ...own }: Partial<TrainerSettings> & { known?: boolean } = variants[variant];
  const samples = samplesOf(40);
  const network = { ...architecture, width };
  const settings = { architecture: network, batchSize: 16, learningRate: 1e-3, seed: 2, ...own };
  return (await loadEngine(name, true)).openTrainer(
    { ...samples, ...(known && { known: samples.values.map((x) => (x > -0.5 ? 1 : 0)) as unknown as Uint8Array }) },
    settings,
    { step: 0, weights: startWeights(network, 2), moments: [] },
  );
}

async function upTo(trainer: Trainer, target: number) {
  let state = await trainer.advance(target);
  while (!state.weights) state = await trainer.advance(target);
  return { loss: state.loss, weights: state.weights };
}

const channel = new BroadcastChannel('gpu');

/** What the workers' GPUs hold; undefined where no worker is. */
const held = () =>
  new Promise<{ buffers: number; bytes: number } | undefined>((resolve) => {
    channel.onmessage = ({ data }) => resolve(data);
    channel.postMessage('count');
    setTimeout(() => resolve(undefined), 500);
  });

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

/** Of the engine 'webgpu', in a page and in Node. */
export const checks = {
  /** How far draws are from those of the onnx engine. */
  async draws(way: Way, change: keyof typeof changes) {
    const [ours, theirs] = [
      await draws(way, change, { chains: 9, first: 1000, engine: 'webgpu' }),
      await draws(way, change, { chains: 9, first: 1000, engine: 'onnx' }),
    ];
    return Math.max(
      ...ours.map(({ values, state }, i) =>
        Math.max(distance(values, theirs[i]!.values), state ? distance(state, theirs[i]!.state!) : 0),
      ),
    );
  },

  /** How far chains in pieces are from themselves in one. */
  async pieces(way: Way, change: keyof typeof changes, width: number) {
    const engine = 'webgpu';
    const whole = await draws(way, change, { width, chains: 70, engine });
    const size = whole[0]!.values.length / 70;
    const off: number[] = [];
    for (const [first, chains] of [
      [0, 1],
      [1, 36],
      [37, 33],
    ] as const) {
      const part = await draws(way, change, { width, chains, first, engine });
      off.push(...part.map(({ values }, i) => distance(values, whole[i]!.values.subarray(first * size))));
    }
    return Math.max(...off);
  },

  /** How far 20 steps lead from those of the onnx engine: in the weights, in the loss and in the moments. */
  async training(variant: keyof typeof variants) {
    const ends = [];
    for (const name of ['webgpu', 'onnx'] as const) {
      const trainer = await openTrainer(name, variant);
      const end = await upTo(trainer, 20);
      ends.push({ ...end, moments: await trainer.moments() });
      await trainer.close();
    }
    const [ours, theirs] = ends as [(typeof ends)[0], (typeof ends)[0]];
    const apart = (kind: 'weights' | 'moments') =>
      Math.max(...ours[kind].map((values, i) => distance(values, theirs[kind][i]!)));
    const largest = Math.max(...theirs.moments.flatMap((values) => Array.from(values, Math.abs)));
    return {
      weights: apart('weights'),
      moments: apart('moments') / largest,
      loss: Math.abs(ours.loss / theirs.loss - 1),
      steps: distance(theirs.weights[0]!, startWeights(architecture, 2)[0]!),
    };
  },

  /** Trains in one piece, and again from a checkpoint; then asks another engine to go on from there. */
  async checkpoint(checkpoint: string) {
    const options = { depth: 2, width: 12, batchSize: 8, every: 4, seed: 1, blend: [0.2, 0.5] as const };
    const train = (more: { steps: number; checkpoint?: string; engine?: EngineName }) =>
      lastValueFrom(of(samplesOf(30)).pipe(training({ ...options, engine: 'webgpu', ...more }), toArray()));
    const whole = await train({ steps: 25 });
    await train({ steps: 11, checkpoint });
    const rest = await train({ steps: 25, checkpoint });
    const weights = (steps: typeof whole) => steps.at(-1)!.manifold().weights;
    return {
      first: rest[0]!.step,
      off: Math.max(...weights(rest).map((values, i) => distance(values, weights(whole)[i]!))),
      loss: Math.abs(rest.at(-1)!.loss - whole.at(-1)!.loss),
      other: await messageOf(train({ steps: 25, checkpoint, engine: 'onnx' })),
    };
  },

  /** What the GPU holds as steps go by: of a training that is read now and then, and of a chain. */
  async buffers() {
    const trainer = await openTrainer('webgpu', 'as in Eq. 1');
    const trained = [];
    for (const target of [20, 40, 60]) {
      while (!(await trainer.advance(target)).weights);
      await trainer.moments();
      trained.push(await held());
    }
    await trainer.close();
    const map = await (await loadEngine('webgpu', true)).openMap(manifoldOf(24), { chains: 5, seed: 1 });
    const mapped = [];
    let state: Float32Array = samplesOf(5, 13).values;
    for (let step = 1; step <= 60; step++) {
      state = (await map.apply(state, step, 0)).state;
      if (step === 20 || step === 60) mapped.push(await held());
    }
    await map.close();
    return { trained, mapped, closed: await held() };
  },

  /** How long closing takes in the middle of a training, and whether the worker is gone then. */
  async closing() {
    const trainer = await openTrainer('webgpu', 'as in Eq. 1', 400);
    await trainer.advance(5);
    const under = trainer.advance(1e9);
    const began = performance.now();
    await trainer.close();
    const took = performance.now() - began;
    const { step } = await under;
    return { step, took, held: await held(), after: await messageOf(trainer.advance(1e9)) };
  },

  /** What a training and a chain say when their GPU is lost. */
  async loss() {
    const trainer = await openTrainer('webgpu', 'as in Eq. 1');
    const trained = messageOf(upTo(trainer, 1e9));
    setTimeout(() => channel.postMessage('lose'), 300);
    const said = [await trained, await messageOf(trainer.moments())];
    await trainer.close();
    const chain = lastValueFrom(of(manifoldOf(24)).pipe(kaleidoscope({ chains: 3, engine: 'webgpu' })));
    const lose = setInterval(() => channel.postMessage('lose'), 300);
    said.push(await messageOf(chain));
    clearInterval(lose);
    return said;
  },

  /** How far a U-Net's loss, weights and draws are from those of the onnx engine. */
  async layered() {
    const samples = { ...samplesOf(20, 64), shape: [8, 8, 1] };
    const options = { network: unet({ filters: 2 }), steps: 5, every: 5, batchSize: 4, learningRate: 1e-3, seed: 1 };
    const trained = (engine: EngineName) => lastValueFrom(of(samples).pipe(training({ ...options, engine })));
    const [ours, theirs] = [await trained('webgpu'), await trained('onnx')];
    const weights = [ours, theirs].map((step) => step.manifold().weights);
    const drawn = (engine: EngineName) =>
      lastValueFrom(of(theirs.manifold()).pipe(kaleidoscope({ chains: 3, seed: 2, engine }), take(3)));
    return {
      loss: Math.abs(ours.loss / theirs.loss - 1),
      weights: Math.max(...weights[0]!.map((values, i) => distance(values, weights[1]![i]!))),
      draws: distance((await drawn('webgpu')).values, (await drawn('onnx')).values),
    };
  },

  /** How far two trainings and some chains that run at once are from the same alone. */
  async together() {
    const trained = async (width: number) => {
      const trainer = await openTrainer('webgpu', 'as in Eq. 1', width);
      const { weights } = await upTo(trainer, 10);
      await trainer.close();
      return weights;
    };
    const drawn = async () => {
      const found = await draws('kaleidoscope', 'noise', { chains: 5, engine: 'webgpu' });
      return found.map(({ values }) => values);
    };
    const works = [() => trained(24), () => trained(25), drawn];
    const atOnce = await Promise.all(works.map((work) => work()));
    const alone = [await trained(24), await trained(25), await drawn()];
    return atOnce.map((all, i) => Math.max(...all.map((values, k) => distance(values, alone[i]![k]!))));
  },

  /** The nearest samples to some draws, found by either engine. */
  async nearest() {
    const samples = samplesOf(300);
    const found = (engine: EngineName) =>
      lastValueFrom(
        of(manifoldOf(24)).pipe(
          kaleidoscope({ chains: 20, seed: 1 }),
          take(2),
          measure({ nearest: nearest(samples, { engine }) }),
        ),
      );
    const [ours, theirs] = [await found('webgpu'), await found('onnx')];
    return {
      same: ours.metrics.nearest.index.every((index, i) => index === theirs.metrics.nearest.index[i]),
      off: distance(ours.metrics.nearest.distance, theirs.metrics.nearest.distance),
    };
  },

  /** What is said where WebGPU can't be used. */
  lacking: () => messageOf(lastValueFrom(of(manifoldOf(24)).pipe(kaleidoscope({ engine: 'webgpu' }), take(1)))),
};

export type Checks = typeof checks;
