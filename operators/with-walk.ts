import type { Manifold } from '../src/core/manifold.js';
import { type WalkOptions, walking } from '../src/core/motion.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Lets chains walk without a schedule or a cut: draws show y = f(z), and z ↦ (1 − step) · z + step · (1 − level) · y +
 * level · √(step (2 − step)) · u, all relative to the middle of the domain, with u uniform over it. So the share of
 * noise in a state stays at `level`. Prettier to watch than turns; over a thousand steps, chains drift towards what is
 * easy. Use it with a manifold trained with `blend`, before `kaleidoscope`; it replaces an earlier motion. Beyond the
 * paper.
 *
 * @throws RangeError or TypeError for an option that is not allowed, at once.
 * @example
 * ```ts
 * squares.pipe(
 *   trainManifold({ depth: 3, width: 64, steps: 200, learningRate: 4e-3, schedule: 'cosine', blend: [0.6, 1] }),
 *   withWalk({ step: 0.1, level: 0.65 }),
 *   kaleidoscope({ chains: 4 }),
 *   take(100),
 * );
 * ```
 */
export function withWalk(options?: WalkOptions): Operator<Manifold, Manifold> {
  return mapped(walking(options));
}
