import type { Manifold } from '../src/core/manifold.js';
import { lowest, type TrainingStep } from '../src/streams/training-step.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Waits for a training to end, and emits the manifold of the step with the lowest validation loss; if nothing is held
 * out, of the step with the lowest loss, or, for blended batches, whose low losses are luck, of the last step.
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
