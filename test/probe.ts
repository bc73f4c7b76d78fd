import { onnx } from '../dist/src/engine/onnx/onnx.js';

/** Counts what the engine opens, closes and computes while `use` runs, and puts the engine back. */
export async function probe<T>(use: (counts: Counts) => Promise<T>): Promise<T> {
  const { openMap, openTrainer } = onnx;
  const counts = new Counts();
  onnx.openMap = async (...args) => {
    counts.opened++;
    const map = await openMap(...args);
    return {
      ...map,
      apply: (x, step) => {
        counts.applied++;
        return map.apply(x, step);
      },
      close: () => map.close().then(() => void counts.closed++),
    };
  };
  onnx.openTrainer = async (...args) => {
    counts.opened++;
    const trainer = await openTrainer(...args);
    return {
      ...trainer,
      advance: (target) => {
        counts.advanced++;
        return trainer.advance(target);
      },
      close: () => trainer.close().then(() => void counts.closed++),
    };
  };
  try {
    return await use(counts);
  } finally {
    Object.assign(onnx, { openMap, openTrainer });
  }
}

export class Counts {
  opened = 0;
  closed = 0;
  applied = 0;
  advanced = 0;

  get computed(): number {
    return this.applied + this.advanced;
  }

  /** Waits until everything opened is closed, and says whether that came true in good time. */
  async allClosed(): Promise<boolean> {
    for (let waited = 0; waited < 500 && this.opened !== this.closed; waited++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return this.opened === this.closed;
  }
}
