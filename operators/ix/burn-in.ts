import { filter } from 'ix/asynciterable/operators';
import type { MonoTypeOperatorAsyncFunction } from 'ix/interfaces';
import type { Draw } from '../../src/samples.js';
import { afterBurnIn } from '../../src/steps.js';
import { lift } from './lift.js';

/**
 * Drops the draws of the first `steps` applications, while the chains are still on their way from noise to samples.
 *
 * @param steps B; 0 drops only the start noise.
 * @throws RangeError when `steps` is not a whole number of at least 0, at once.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), take(10)); // the draws of steps 51 to 60
 * ```
 */
export function burnIn(steps: number): MonoTypeOperatorAsyncFunction<Draw> {
  return lift(filter(afterBurnIn(steps)));
}
