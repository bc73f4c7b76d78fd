import type { Manifold } from '../src/core/manifold.js';
import type { Draw } from '../src/core/samples.js';
import { chain, type KaleidoscopeOptions } from '../src/streams/chain.js';
import { latest, type Operator } from './lift/rxjs/lift.js';

/**
 * Kaleidoscopic sampling (Eq. 2, and Eq. 3 after `withNoise`): starts chains at noise, and applies the manifold to all
 * of them again and again, one draw per application: x¹, x², … without end. Each is computed once the last has been
 * taken, so `take(n)` applies the manifold n times. A later manifold replaces an earlier one, from the start.
 *
 * @returns Draws of `chains` samples each.
 * @throws TypeError or RangeError for an option that is not allowed, at once.
 * @example
 * ```ts
 * manifold.pipe(withNoise(0.01), kaleidoscope({ chains: 48, seed: 7 }), burnIn(50), take(120));
 * ```
 */
export function kaleidoscope(options?: KaleidoscopeOptions): Operator<Manifold, Draw> {
  return latest(chain(options));
}
