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
  const watched = (map: OpenMap): OpenMap => ({
    ...map,
    apply: (...args) => {
      counts.applied++;
      return map.apply(...args);
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
  if (openSearch)
    engine.openSearch = async (...args) => {
      counts.opened++;
      const search = await openSearch(...args);
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

function watchComparison(counts: Counts): void {
  const { openComparison } = onnx;
  onnx.openComparison = async (...args) => {
    counts.opened++;
    const comparison = await openComparison(...args);
    return {
      compare: (...args) => {
        counts.searched++;
        return comparison.compare(...args);
      },
      close: () => comparison.close().then(() => void counts.closed++),
    };
  };
}
