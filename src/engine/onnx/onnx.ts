import { platform } from '#platform';
import { statesOf } from '../../values/label-units.js';
import { type Architecture, isMlp, type MlpArchitecture } from '../../values/manifold.js';
import type { Engine, OpenMap, TrainerState } from '../engine.js';
import type { Comparison, NearestRows, SearchEngine } from '../search/search.js';
import type { MapTask } from './tasks/task.js';

/**
 * MLPs as ONNX graphs, run by ONNX Runtime. Its `run` blocks the thread that calls it, so each open map or trainer has a
 * worker thread of its own, and buffers travel there and back without being copied.
 */
export const onnx: Engine & SearchEngine = {
  name: 'onnx',

  openMap: async (manifold, options) => openMap({ kind: 'map', manifold: mlp(manifold), ...options }),

  openDescent: async (manifold, options) => openMap({ kind: 'descent', manifold: mlp(manifold), ...options }),

  async openTrainer(samples, settings, start) {
    const architecture = mlp(settings.architecture);
    const thread = await platform.openThread({
      kind: 'trainer',
      values: statesOf(samples),
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
    const thread = await platform.openThread({ kind: 'search', ...rows });
    return {
      nearest: (x) => thread.ask<NearestRows>(x),
      close: () => thread.close(),
    };
  },

  async openComparison(reference, k) {
    const thread = await platform.openThread({ kind: 'comparison', ...reference, k });
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
};

interface Answer {
  readonly state: Float32Array<ArrayBuffer>;
  readonly next: Float32Array;
  readonly shown: Float32Array;
}

async function openMap(task: MapTask): Promise<OpenMap> {
  const { known, ...manifold } = task.manifold; // which the thread gets as states, once
  const thread = await platform.openThread({ ...task, manifold });
  let inbox: Float32Array<ArrayBuffer> | undefined;
  return {
    async apply(x, step) {
      const state = inbox ?? new Float32Array(x.length);
      inbox = undefined;
      state.set(x);
      const answer = await thread.ask<Answer>({ state, step }, [state.buffer]);
      inbox = answer.state;
      return { state: answer.next, shown: answer.shown };
    },
    close: () => thread.close(),
  };
}

function mlp<T extends Architecture>(architecture: T): T & MlpArchitecture {
  if (isMlp(architecture)) return architecture;
  throw new RangeError("engine 'onnx' runs MLPs only; for a tf.LayersModel leave `engine` at 'auto'");
}
