import type { Manifold } from '../src/core/manifold.js';
import { type NoiseOptions, noisy } from '../src/core/noise.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Adds the kaleidoscope's noise (Eq. 3): turns f into the map x ↦ clip(f(x) + ε), with fresh ε for every value of every
 * state. Put it before `kaleidoscope`, because the noise is part of the recursion. Twice adds two terms.
 *
 * @param eps The scale of ε, in the units of the data: ε ~ U(−eps, eps), or N(0, eps²). 0 changes nothing.
 * @throws RangeError when `eps` is negative or not finite, at once.
 * @example
 * ```ts
 * manifold.pipe(withNoise(0.01), kaleidoscope());
 * manifold.pipe(withNoise(0.01, { distribution: 'normal' }), kaleidoscope());
 * ```
 */
export function withNoise(eps: number, options?: NoiseOptions): Operator<Manifold, Manifold> {
  return mapped(noisy(eps, options));
}
