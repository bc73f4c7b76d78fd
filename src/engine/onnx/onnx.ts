import { platform } from '#platform';
import { unwrapped } from '../../base/unwrapped.js';
import { checkLayered } from '../../core/manifold.js';
import { knownOf, statesOf } from '../../core/units.js';
import type { Thread } from '../../platform/platform.js';
import type { Engine, TrainerState } from '../engine.js';
import { checkInt8, refuseInt8 } from '../precision.js';
import type { Comparison, NearestRows, OpenComparison, Rows } from '../search/search.js';
import { openSharing } from './map.js';
import type { OnnxName } from './session.js';
import type { Task } from './tasks/task.js';

/**
 * Networks as ONNX graphs, run by ONNX Runtime. Its `run` blocks the thread that calls it, so trainers and searches have a
 * worker thread of their own, the maps of a manifold have one together, and buffers travel there and back without being copied. Maps
 * that take no time have none on Node.
 */
const engineOf = (name: OnnxName): OnnxEngine => ({
  name,

  async openMap(manifold, { precision = 'single', ...options }) {
    if (name === 'webgpu') refuseInt8(name, precision);
    checkInt8(manifold, precision);
    return openSharing(name, checkLayered(name, manifold), { kind: 'map', precision }, options);
  },

  openDescent: async (manifold, { learningRate, ...options }) =>
    openSharing(name, checkLayered(name, manifold), { kind: 'descent', learningRate }, options),

  async openTrainer(samples, settings, start, signal) {
    const architecture = checkLayered(name, settings.architecture);
    const known = knownOf(samples);
    const task: Task = {
      kind: 'trainer',
      values: statesOf(samples),
      ...(known && { known }),
      start,
      settings: { ...settings, architecture },
    };
    const thread = await openThread(name, task, signal);
    return {
      advance: (target) => thread.ask<TrainerState>({ target }),
      moments: () => thread.ask<Float32Array[]>('moments'),
      close: () => thread.close(),
    };
  },

  async openSearch(rows, signal) {
    const thread = await openThread(name, { kind: 'search', ...rows }, signal);
    return {
      nearest: (x) => thread.ask<NearestRows>(x),
      close: () => thread.close(),
    };
  },

  async openComparison(reference, k, signal) {
    const thread = await openThread(name, { kind: 'comparison', ...reference, k }, signal);
    return {
      async compare(values, signal) {
        let found = await thread.ask<Comparison | undefined>(values);
        while (!found) {
          signal.throwIfAborted();
          found = await thread.ask('more');
        }
        return found;
      },
      close: () => thread.close(),
    };
  },
});

export const onnx = engineOf('onnx');

const webgpu = engineOf('webgpu');

/** The same on a GPU, where there is one. */
export async function openWebgpu(): Promise<OnnxEngine> {
  const lacking = await platform.lacksWebgpu();
  if (lacking !== undefined) throw new Error(`engine 'webgpu' does not run here: ${lacking}; or take engine 'onnx'`);
  return webgpu;
}

interface OnnxEngine extends Engine {
  openComparison(reference: Rows, k: number, signal?: AbortSignal): Promise<OpenComparison>;
}

const openThread = (name: OnnxName, task: Task, signal?: AbortSignal): Promise<Thread> =>
  platform.openThread(unwrapped(task), name, false, signal);
