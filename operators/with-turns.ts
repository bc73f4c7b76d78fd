import type { Manifold } from '../src/core/manifold.js';
import { type TurnOptions, turning } from '../src/core/motion.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Turns the kaleidoscope: draws show y = f(z), and the state follows slowly, z ↦ z + step · (y − z); after every
 * `every` applications it is turned, z ↦ (1 − share) · y + share · u, with u uniform over the domain. The draws of
 * steps every, 2·every, … are finished samples: `thin(every)`. Use it with a manifold trained with `blend`, before
 * `kaleidoscope`; it replaces an earlier motion. A network with skip connections needs a share closer to 1. Beyond the
 * paper: chains of blended denoising, related to walk-back and generative stochastic networks (Bengio et al. 2014).
 *
 * @throws RangeError or TypeError for an option that is not allowed, at once.
 * @example
 * ```ts
 * squares.pipe(
 *   trainManifold({ depth: 3, width: 64, steps: 200, learningRate: 4e-3, schedule: 'cosine', blend: [0.6, 1] }),
 *   withTurns({ every: 16, step: 0.05, share: 0.9 }),
 *   kaleidoscope({ chains: 4 }),
 *   thin(16),
 *   take(2),
 * );
 * ```
 */
export function withTurns(options?: TurnOptions): Operator<Manifold, Manifold> {
  return mapped(turning(options));
}
