import { concatMap, defer, filter, type Observable, type OperatorFunction } from 'rxjs';
import { afterBurnIn, afterSettling, type BurnedIn, type SettledOptions } from '../src/streams/steps.js';
import type { Draw } from '../src/values/samples.js';

/**
 * Drops the draws of the first applications, while the chains are still on their way from noise to samples: those of so
 * many steps, or until the chains have settled. Then each draw says as `burnIn` how many were dropped.
 *
 * @param steps B; 0 drops only the start noise.
 * @throws RangeError or TypeError when `steps` is not a whole number of at least 0, or an option is not allowed, at once.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), take(10)); // the draws of steps 51 to 60
 * draws
 *   .pipe(burnIn({ until: 'settled', tolerance: 1e-4, max: 200 }), take(10))
 *   .subscribe(({ step, burnIn }) => console.log(step, 'after a burn-in of', burnIn));
 * ```
 */
export function burnIn(steps: number): <D extends Draw>(draws: Observable<D>) => Observable<D>;
export function burnIn(options: SettledOptions): <D extends Draw>(draws: Observable<D>) => Observable<D & BurnedIn>;
export function burnIn<D extends Draw>(when: number | SettledOptions): OperatorFunction<D, D> {
  if (typeof when !== 'object') return filter<D>(afterBurnIn(when));
  const open = afterSettling(when);
  return (draws) => defer(() => draws.pipe(concatMap(open())));
}
