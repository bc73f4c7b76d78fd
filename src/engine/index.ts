/** What an engine of one's own is made of: the contract, and what all engines share. See docs/engines.md. */

export { fillKnown, type KnownStates, knows } from '../values/given.js';
export { knownOf, stateSize, statesOf } from '../values/label-units.js';
export { checkMlp, isMlp, layerSizes, weightShapes } from '../values/manifold.js';
export { adds, coefficientsAt, fillAdded } from '../values/motion.js';
export { adamScalars, beta1, beta2, learningRateAt } from './adam.js';
export { Batches } from './batches.js';
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
