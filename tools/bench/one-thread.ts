import type { LayeredArchitecture, Manifold, MlpManifold } from 'kaleidoflow';
import onnxRuntime from 'onnxruntime-node';
import { stateSize } from '../../src/core/units.js';
import { mappedOf } from '../../src/engine/onnx/graph/mapped.js';
import type { Runtime } from '../../src/engine/onnx/session.js';
import { openMapTask } from '../../src/engine/onnx/tasks/map.js';
import { openTrainerTask } from '../../src/engine/onnx/tasks/trainer.js';
import { native } from '../../src/platform/node/runtime.js';
import { time } from './pace.js';

/** Node's runtime in one thread, which is what a page has. */
export const oneThread: Runtime = native(onnxRuntime, { intraOpNumThreads: 1 });

/** Something that an engine's task does again and again. */
interface Work {
  run(): Promise<void>;
  close(): Promise<void>;
}

/** Steps of a training, by the engine's task itself. */
export async function trainer(
  runtime: Runtime,
  architecture: LayeredArchitecture & Manifold,
  batchSize: number,
): Promise<Work> {
  const settings = { architecture, batchSize, learningRate: 1e-4, seed: 1 };
  const start = { step: 0, weights: architecture.weights, moments: [] };
  const task = { kind: 'trainer', values: noise(10_000 * stateSize(architecture)), start, settings } as const;
  const open = await openTrainerTask(task, runtime);
  let target = 0;
  return { run: async () => void (await open.answer({ target: ++target })), close: open.close };
}

/** Draws with noise, by the engine's task itself. */
export async function drawer(runtime: Runtime, plain: LayeredArchitecture & Manifold, chains: number): Promise<Work> {
  const manifold = { ...plain, noise: [{ eps: 0.01, distribution: 'uniform' as const }] };
  const open = await openMapTask({ kind: 'map', precision: 'single', mapped: mappedOf(manifold) }, runtime);
  await open.answer({ map: 0, open: { manifold, chains, rows: chains, seed: 0 } });
  let state: Float32Array<ArrayBuffer> | undefined = noise(chains * stateSize(manifold));
  let step = 0;
  return {
    async run() {
      await open.answer({ map: 0, ...(state && { state }), step: ++step, first: 0 });
      state = undefined;
    },
    close: open.close,
  };
}

const noise = (length: number) => Float32Array.from({ length }, () => 2 * Math.random() - 1);

/** Milliseconds of a training step in one thread. */
export const trainInOneThread = async (architecture: MlpManifold, batchSize: number): Promise<number> =>
  timed(40, await trainer(oneThread, architecture, batchSize));

/** Milliseconds of a draw in one thread. */
export const drawInOneThread = async (manifold: MlpManifold, chains: number, draws: number): Promise<number> =>
  timed(draws, await drawer(oneThread, manifold, chains));

async function timed(runs: number, { run, close }: Work): Promise<number> {
  const ms = await time(runs, run);
  await close();
  return ms;
}
