import type { Draw } from '../src/core/samples.js';
import { afterBurnIn, afterSettling, type BurnedIn, type SettledOptions } from '../src/streams/steps.js';
import { type Adder, type Keeper, kept, stage } from './lift/rxjs/lift.js';

/**
 * Drops the first draws, while the chains are on their way from noise to samples: those of a number of steps, or until
 * the chains have settled. The `burnIn` of each later draw then says how many were dropped.
 *
 * @param steps B; 0 drops only the start noise.
 * @throws RangeError or TypeError when `steps` is not a whole number of at least 0, or an option is not allowed, at
 * once.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), take(10)); // the draws of steps 51 to 60
 * draws
 *   .pipe(burnIn({ until: 'settled', tolerance: 1e-4, max: 200 }), take(10))
 *   .subscribe(({ step, burnIn }) => console.log(step, 'after a burn-in of', burnIn));
 * ```
 */
export function burnIn(steps: number): Keeper<Draw>;
export function burnIn(options: SettledOptions): Adder<Draw, BurnedIn>;
export function burnIn(when: number | SettledOptions): Keeper<Draw> {
  return typeof when === 'object' ? (stage(afterSettling(when)) as Keeper<Draw>) : kept(afterBurnIn(when));
}
