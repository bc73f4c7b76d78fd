import { filter, map, type OperatorFunction, pipe, reduce } from 'rxjs';
import { lowerLoss, type TrainingStep } from '../src/streams/training.js';
import type { Manifold } from '../src/values/manifold.js';

/**
 * Waits for a training to end, and emits the manifold of the step with the lowest loss.
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
export function lowestLoss(): OperatorFunction<TrainingStep, Manifold> {
  return pipe(
    reduce(lowerLoss, undefined as TrainingStep | undefined),
    filter((best) => best !== undefined),
    map((best) => best.manifold()),
  );
}
