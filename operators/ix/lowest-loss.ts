import type { OperatorAsyncFunction } from 'ix/interfaces';
import { lowerLoss, type TrainingStep } from '../../src/streams/training.js';
import type { Manifold } from '../../src/values/manifold.js';
import { lift } from './lift.js';

/**
 * Waits for a training to end, and yields the manifold of the step with the lowest loss.
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
export function lowestLoss(): OperatorAsyncFunction<TrainingStep, Manifold> {
  return lift(lowest);
}

export async function* lowest(steps: AsyncIterable<TrainingStep>): AsyncGenerator<Manifold, void, undefined> {
  let best: TrainingStep | undefined;
  for await (const step of steps) best = lowerLoss(best, step);
  if (best) yield best.manifold();
}
