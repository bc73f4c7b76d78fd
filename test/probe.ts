import type { Engine, OpenMap } from '../dist/src/engine/engine.js';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { engines } from './engines.js';

/** Counts what the engines open, close and compute while `use` runs, and puts the engines back. */
export async function probe<T>(use: (counts: Counts) => Promise<T>): Promise<T> {
  const counts = new Counts();
  const before = engines.map((engine) => ({ ...engine }));
  for (const engine of engines) watch(engine, counts);
  try {
    return await use(counts);
  } finally {
    engines.forEach((engine, i) => {
      Object.assign(engine, before[i]);
    });
  }
}

function watch(engine: Engine, counts: Counts): void {
  const { openMap, openDescent, openTrainer } = engine;
  const closing = (close: () => Promise<void>) => () => close().then(() => void counts.closed++);
  const watched = (map: OpenMap): OpenMap => ({
    ...map,
    apply: (x, step) => {
      counts.applied++;
      return map.apply(x, step);
    },
    close: closing(map.close),
  });
  engine.openMap = async (...args) => {
    counts.opened++;
    return watched(await openMap(...args));
  };
  engine.openDescent = async (...args) => {
    counts.opened++;
    return watched(await openDescent(...args));
  };
  engine.openTrainer = async (...args) => {
    counts.opened++;
    const trainer = await openTrainer(...args);
    return {
      ...trainer,
      advance: (target) => {
        counts.advanced++;
        return trainer.advance(target);
      },
      close: closing(trainer.close),
    };
  };
  if (engine === onnx) watchSearch(counts);
}

function watchSearch(counts: Counts): void {
  const { openSearch } = onnx;
  onnx.openSearch = async (...args) => {
    counts.opened++;
    const search = await openSearch(...args);
    return {
      nearest: (x) => {
        counts.searched++;
        return search.nearest(x);
      },
      close: () => search.close().then(() => void counts.closed++),
    };
  };
}

export class Counts {
  opened = 0;
  closed = 0;
  applied = 0;
  advanced = 0;
  searched = 0;

  get computed(): number {
    return this.applied + this.advanced + this.searched;
  }

  /** Waits until everything opened is closed, and says whether that came true in good time. */
  async allClosed(): Promise<boolean> {
    for (let waited = 0; waited < 500 && this.opened !== this.closed; waited++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return this.opened === this.closed;
  }
}
