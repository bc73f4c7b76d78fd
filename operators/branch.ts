import type { Draw } from '../src/core/samples.js';
import { branched } from '../src/streams/branch.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Repeats the state of all chains n times, as a start for n continuations of each: with noise, each continuation goes
 * its own, reproducible way. Copy 0 of every chain comes first and continues as the chain itself would have; then copy
 * 1 of every chain, and so on. `given` goes by the number of a chain, so a copy keeps what its chain was given if there
 * are as many chains as rows, samples or labels, or a multiple.
 *
 * @throws RangeError when `n` is not a whole number of at least 1, at once.
 * @example
 * ```ts
 * const noisy = manifold.pipe(withNoise(0.1));
 * const fallen = noisy.pipe(kaleidoscope({ chains: 6 }), burnIn(49), take(1));
 * fallen.pipe(
 *   branch(8),
 *   switchMap((start) => noisy.pipe(kaleidoscope({ start }))), // steps 51, 52, … of 48 chains
 * );
 * ```
 */
export function branch(n: number): Operator<Draw, Draw> {
  return mapped(branched(n));
}
