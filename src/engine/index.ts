/** What an engine of one's own is made of: the contract, and what all engines share. See docs/engines.md. */

export { Batches } from '../core/batches.js';
export { fillKnown, type KnownStates, knows } from '../core/known.js';
export { checkMlp, isMlp, layerSizes, weightShapes } from '../core/manifold.js';
export { adds, coefficientsAt, fillAdded } from '../core/motion.js';
export { knownOf, stateSize, statesOf } from '../core/units.js';
export { adamScalars, beta1, beta2, learningRateAt } from './adam.js';
export type {
  Applied,
  DescentOptions,
  Engine,
  KaleidoscopeMapOptions,
  MapOptions,
  OpenMap,
  Precision,
  Trainer,
  TrainerSettings,
  TrainerStart,
  TrainerState,
} from './engine.js';
export { nextStates, type Reached } from './next-states.js';
export { refuseInt8 } from './precision.js';
export type { NearestRows, OpenSearch, Rows } from './search/search.js';
