import type { Manifold } from '../src/core/manifold.js';
import { lowest, type TrainingStep } from '../src/streams/training.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Waits for a training to end, and emits the manifold of the step with the lowest validation loss or, where nothing is held out,
 * loss: of batches that are blended, where a low loss is a lucky one, that of the last.
 *
 * @example
 * ```ts
 * fromPoints([0.5]).pipe(
 *   training({ depth: 2, width: 5, steps: 500, every: 50 }),
 *   tap(({ step, loss }) => console.log(step, loss)),
 *   lowestLoss(),
 * );
 * ```
 */
export function lowestLoss(): Operator<TrainingStep, Manifold> {
  return stage(lowest);
}
