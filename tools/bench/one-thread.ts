import type { MlpManifold } from 'kaleidoflow';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { mappedOf } from '../../src/engine/onnx/graph/mapped.js';
import type { Runtime } from '../../src/engine/onnx/session.js';
import { openMapTask } from '../../src/engine/onnx/tasks/map.js';
import { openTrainerTask } from '../../src/engine/onnx/tasks/trainer.js';
import { mnistLike } from '../soak/networks.js';
import { time } from './pace.js';

/** Node's runtime in one thread, which is what a page has. */
export const oneThread: Runtime = {
  engine: 'onnx',
  tensor: (values, dims) => new Tensor('float32', values, dims),
  async open(model) {
    const extra = { session: { set_denormal_as_zero: '1' } };
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3, extra });
    return {
      async run(feeds, fetches) {
        await session.run(feeds as InferenceSession.FeedsType, fetches as InferenceSession.FeedsType);
      },
      release: () => session.release(),
    };
  },
};

/** Milliseconds of a training step of the engine's task itself. */
export async function trainInOneThread(architecture: MlpManifold, batchSize: number): Promise<number> {
  const settings = { architecture, batchSize, learningRate: 1e-4, seed: 1 };
  const start = { step: 0, weights: architecture.weights, moments: [] };
  const task = { kind: 'trainer', values: mnistLike(1000).values, start, settings } as const;
  const open = await openTrainerTask(task, oneThread);
  let target = 0;
  const ms = await time(40, () => open.answer({ target: ++target }));
  await open.close();
  return ms;
}

/** Milliseconds of a draw of the engine's task itself, with noise. */
export async function drawInOneThread(plain: MlpManifold, chains: number, draws: number): Promise<number> {
  const manifold = { ...plain, noise: [{ eps: 0.01, distribution: 'uniform' as const }] };
  const open = await openMapTask({ kind: 'map', precision: 'single', mapped: mappedOf(manifold) }, oneThread);
  await open.answer({ map: 0, open: { manifold, chains, rows: chains, seed: 0 } });
  let state = mnistLike(chains).values.slice();
  let step = 0;
  const ms = await time(draws, async () => {
    const { value } = await open.answer({ map: 0, state, step: ++step, first: 0 });
    state = (value as { next: Float32Array<ArrayBuffer> }).next;
  });
  await open.close();
  return ms;
}
