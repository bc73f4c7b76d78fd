import { knows } from '../../../core/known.js';
import type { MlpArchitecture, MlpManifold } from '../../../core/manifold.js';
import { adds } from '../../../core/motion.js';

/** All that the graph of a map follows from: manifolds that have it in common can be mapped by one session. */
export interface Mapped extends MlpArchitecture {
  readonly weights: readonly Float32Array[];
  /** Whether something is added to the states. */
  readonly adds: boolean;
  /** Whether states move rather than being replaced. */
  readonly moves: boolean;
  readonly knows: boolean;
}

export function mappedOf(manifold: MlpManifold): Mapped {
  const { depth, width, shape, range, labelUnits, weights, motion } = manifold;
  return {
    ...{ depth, width, shape, range, weights },
    ...(labelUnits && { labelUnits }),
    adds: adds(manifold),
    moves: motion !== undefined,
    knows: knows(manifold),
  };
}
