import { filter } from 'ix/asynciterable/operators';
import type { MonoTypeOperatorAsyncFunction, OperatorAsyncFunction } from 'ix/interfaces';
import { afterBurnIn, afterSettling, type BurnedIn, type SettledOptions } from '../../src/streams/steps.js';
import type { Draw } from '../../src/values/samples.js';
import { lift } from './lift.js';

/**
 * Drops the draws of the first applications, while the chains are still on their way from noise to samples: those of so
 * many steps, or until the chains have settled. Then each draw says as `burnIn` how many were dropped.
 *
 * @param steps B; 0 drops only the start noise.
 * @throws RangeError or TypeError when `steps` is not a whole number of at least 0, or an option is not allowed, at once.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), take(10)); // the draws of steps 51 to 60
 * for await (const { step, burnIn: dropped } of draws.pipe(burnIn({ until: 'settled', max: 200 }), take(10)))
 *   console.log(step, 'after a burn-in of', dropped);
 * ```
 */
export function burnIn<D extends Draw>(steps: number): MonoTypeOperatorAsyncFunction<D>;
export function burnIn<D extends Draw>(options: SettledOptions): OperatorAsyncFunction<D, D & BurnedIn>;
export function burnIn<D extends Draw>(when: number | SettledOptions): OperatorAsyncFunction<D, D> {
  if (typeof when !== 'object') return lift(filter<D>(afterBurnIn(when)));
  const open = afterSettling(when);
  return lift(async function* (draws) {
    const settled = open();
    for await (const draw of draws) yield* settled(draw);
  });
}
