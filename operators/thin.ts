import { filter, type Observable } from 'rxjs';
import { everyNth } from '../src/streams/steps.js';
import type { Draw } from '../src/values/samples.js';

/**
 * Keeps every n-th step, for draws that depend less on each other: steps n, 2n, 3n, …
 *
 * @throws RangeError when `n` is not a whole number of at least 1, at once.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), thin(20), take(3)); // the draws of steps 60, 80 and 100
 * ```
 */
export function thin(n: number): <D extends Draw>(draws: Observable<D>) => Observable<D> {
  const isKept = everyNth(n);
  return <D extends Draw>(draws: Observable<D>) => draws.pipe(filter<D>(isKept));
}
