import { platform } from '#platform';
import type { Thread } from '../../platform/platform.js';
import { knownOf, statesOf } from '../../values/label-units.js';
import { checkMlp, layerSizes } from '../../values/manifold.js';
import { blockRows } from '../blocks.js';
import type { Engine, OpenMap, TrainerState } from '../engine.js';
import type { Comparison, NearestRows, OpenComparison, Rows } from '../search/search.js';
import type { OnnxName } from './session.js';
import type { MapWork, Task } from './tasks/task.js';

/**
 * MLPs as ONNX graphs, run by ONNX Runtime. Its `run` blocks the thread that calls it, so each open map or trainer has a
 * worker thread of its own, and buffers travel there and back without being copied.
 */
const mlps = (name: OnnxName): OnnxEngine => ({
  name,

  openMap: async (manifold, options) =>
    openOnThread(name, { kind: 'map', manifold: checkMlp(name, manifold), ...options }),

  openDescent: async (manifold, options) =>
    openOnThread(name, { kind: 'descent', manifold: checkMlp(name, manifold), ...options }),

  async openTrainer(samples, settings, start) {
    const architecture = checkMlp(name, settings.architecture);
    const known = knownOf(samples);
    const thread = await openThread(name, {
      kind: 'trainer',
      values: statesOf(samples),
      ...(known && { known }),
      start,
      settings: { ...settings, architecture },
    });
    return {
      advance: (target) => thread.ask<TrainerState>({ target }),
      moments: () => thread.ask<Float32Array[]>('moments'),
      close: () => thread.close(),
    };
  },

  async openSearch(rows) {
    const thread = await openThread(name, { kind: 'search', ...rows });
    return {
      nearest: (x) => thread.ask<NearestRows>(x),
      close: () => thread.close(),
    };
  },

  async openComparison(reference, k) {
    const thread = await openThread(name, { kind: 'comparison', ...reference, k });
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

export const onnx = mlps('onnx');

/** The same on a GPU, where there is one. */
export async function openWebgpu(): Promise<OnnxEngine> {
  const lacking = await platform.lacksWebgpu();
  if (lacking !== undefined) throw new Error(`engine 'webgpu' does not run here: ${lacking}`);
  return mlps('webgpu');
}

interface OnnxEngine extends Engine {
  openComparison(reference: Rows, k: number): Promise<OpenComparison>;
}

const openThread = (name: OnnxName, task: Task): Promise<Thread> => platform.openThread(task, name);

interface Answer {
  readonly state: Float32Array<ArrayBuffer>;
  readonly next: Float32Array;
  readonly shown: Float32Array;
}

/** As many as keep the activations of a layer near the processor; matrix products are then at their fastest, too. */
const valuesAtOnce = 2 ** 20;

async function openOnThread(name: OnnxName, work: MapWork): Promise<OpenMap> {
  const { manifold, chains } = work;
  const rows = blockRows(chains, valuesAtOnce / Math.max(...layerSizes(manifold)));
  const thread = await openThread(name, { ...work, rows });
  const used: Float32Array<ArrayBuffer>[] = [];
  return {
    rows,
    async apply(x, step, first) {
      const state = used.pop() ?? new Float32Array(x.length);
      state.set(x);
      const answer = await thread.ask<Answer>({ state, step, first }, [state.buffer]);
      used.push(answer.state);
      return { state: answer.next, shown: answer.shown };
    },
    close: () => thread.close(),
  };
}
