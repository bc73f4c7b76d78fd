import type { Draw } from '../src/core/samples.js';
import { everyNth } from '../src/streams/steps.js';
import { type Keeper, kept } from './lift/rxjs/lift.js';

/**
 * Keeps every n-th step, for draws that depend less on each other: steps n, 2n, 3n, …
 *
 * @throws RangeError when `n` is not a whole number of at least 1, at once.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), thin(20), take(3)); // the draws of steps 60, 80 and 100
 * ```
 */
export function thin(n: number): Keeper<Draw> {
  return kept(everyNth(n));
}
