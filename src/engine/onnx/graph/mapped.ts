import { knows } from '../../../core/known.js';
import { isMlp, type LayeredArchitecture, type Manifold, type MlpArchitecture } from '../../../core/manifold.js';
import { adds } from '../../../core/motion.js';

/** All that the graph of a map follows from: manifolds that have it in common can be mapped by one session. */
export type Mapped = LayeredArchitecture & MappedBy;

export type MappedMlp = MlpArchitecture & MappedBy;

interface MappedBy {
  readonly weights: readonly Float32Array[];
  /** Whether something is added to the states. */
  readonly adds: boolean;
  /** Whether states move rather than being replaced. */
  readonly moves: boolean;
  readonly knows: boolean;
}

export function mappedOf(manifold: LayeredArchitecture & Manifold): Mapped {
  const { shape, range, labelUnits, attributeUnits, weights, motion } = manifold;
  const network = isMlp(manifold) ? { depth: manifold.depth, width: manifold.width } : { layers: manifold.layers };
  return {
    ...network,
    ...{ shape, range, weights },
    ...(labelUnits && { labelUnits }),
    ...(attributeUnits && { attributeUnits }),
    adds: adds(manifold),
    moves: motion !== undefined,
    knows: knows(manifold),
  };
}
