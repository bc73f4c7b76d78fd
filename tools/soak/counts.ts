import type { Engine, OpenMap } from '../../src/engine/engine.js';
import { onnx } from '../../src/engine/onnx/onnx.js';

/** What engines open, close and compute. */
export class Counts {
  opened = 0;
  closed = 0;
  applied = 0;
  advanced = 0;
  searched = 0;

  get computed(): number {
    return this.applied + this.advanced + this.searched;
  }
}

/** Lets an engine count what it does. */
export function watch(engine: Engine, counts: Counts): void {
  const { openMap, openDescent, openTrainer, openSearch } = engine;
  const closing = (close: () => Promise<void>) => () => close().then(() => void counts.closed++);
  const opening = <T>(open: Promise<T>) => counted(open, counts);
  const watched = (map: OpenMap): OpenMap => ({
    ...map,
    apply: (...args) => {
      counts.applied++;
      return map.apply(...args);
    },
    close: closing(map.close),
  });
  engine.openMap = async (...args) => watched(await opening(openMap(...args)));
  engine.openDescent = async (...args) => watched(await opening(openDescent(...args)));
  engine.openTrainer = async (...args) => {
    const trainer = await opening(openTrainer(...args));
    return {
      ...trainer,
      advance: (target) => {
        counts.advanced++;
        return trainer.advance(target);
      },
      close: closing(trainer.close),
    };
  };
  if (openSearch)
    engine.openSearch = async (...args) => {
      const search = await opening(openSearch(...args));
      return {
        nearest: (x) => {
          counts.searched++;
          return search.nearest(x);
        },
        close: closing(search.close),
      };
    };
  if (engine === onnx) watchComparison(counts);
}

/** What can't be opened, or was given up before, is closed with that. */
async function counted<T>(open: Promise<T>, counts: Counts): Promise<T> {
  counts.opened++;
  try {
    return await open;
  } catch (error) {
    counts.closed++;
    throw error;
  }
}

function watchComparison(counts: Counts): void {
  const { openComparison } = onnx;
  onnx.openComparison = async (...args) => {
    const comparison = await counted(openComparison(...args), counts);
    return {
      compare: (...args) => {
        counts.searched++;
        return comparison.compare(...args);
      },
      close: () => comparison.close().then(() => void counts.closed++),
    };
  };
}
