import { onnx } from '../src/engine/onnx/onnx.js';

/** What the engine has opened, closed and computed since the start. */
export const counts = { opened: 0, closed: 0, applied: 0, advanced: 0 };

/** Lets every map and trainer count what it does. */
export function countEngine(): void {
  const { openMap, openTrainer } = onnx;
  Object.assign(onnx, {
    openMap: async (...args: Parameters<typeof openMap>) => {
      const map = await openMap(...args);
      counts.opened++;
      return {
        apply: (x: Float32Array, step: number) => {
          counts.applied++;
          return map.apply(x, step);
        },
        close: () => map.close().then(() => counts.closed++),
      };
    },
    openTrainer: async (...args: Parameters<typeof openTrainer>) => {
      const trainer = await openTrainer(...args);
      counts.opened++;
      return {
        ...trainer,
        advance: (target: number) => {
          counts.advanced++;
          return trainer.advance(target);
        },
        close: () => trainer.close().then(() => counts.closed++),
      };
    },
  });
}
