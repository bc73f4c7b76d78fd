import { startWeights } from '../../manifold.js';
import type { Engine, TrainerState } from '../engine.js';
import { Thread } from './thread.js';

/**
 * Networks as ONNX graphs, run by ONNX Runtime. Its `run` blocks the thread that calls it, so each open map or trainer
 * has a worker thread of its own, and buffers travel there and back without being copied.
 */
export const onnx: Engine = {
  name: 'onnx',

  async openMap(manifold, options) {
    const thread = await Thread.open({ kind: 'map', manifold, ...options });
    let inbox: Float32Array<ArrayBuffer> | undefined;
    return {
      async apply(x, step) {
        const state = inbox ?? new Float32Array(x.length);
        inbox = undefined;
        state.set(x);
        const answer = await thread.ask<{ state: Float32Array<ArrayBuffer>; next: Float32Array }>({ state, step }, [
          state.buffer,
        ]);
        inbox = answer.state;
        return answer.next;
      },
      close: () => thread.close(),
    };
  },

  async openTrainer(samples, settings, left) {
    const start = left ?? { step: 0, weights: startWeights(settings.architecture, settings.seed), moments: [] };
    const thread = await Thread.open({ kind: 'trainer', values: samples.values, start, settings });
    return {
      advance: (target) => thread.ask<TrainerState>({ target }),
      moments: () => thread.ask<Float32Array[]>('moments'),
      close: () => thread.close(),
    };
  },
};
