import type { Manifold } from '../src/core/manifold.js';
import type { Draw } from '../src/core/samples.js';
import { type DescendOptions, descent } from '../src/streams/descent.js';
import { latest, type Operator } from './lift/rxjs/lift.js';

/**
 * Samples by gradient descent, the paper's alternative to `kaleidoscope`: starts chains at noise, or at samples with
 * added white noise, and lets each state descend its own loss ‖x − f(x)‖²/D, one draw a step: x¹, x², … until `steps`.
 * States are clipped to the domain. After `withNoise` every step adds that noise too; after `withTurns` or `withWalk` a
 * step is part of their motion, and the loss need not fall. A later manifold replaces an earlier one, from the start.
 *
 * @returns Draws of `chains` samples each.
 * @throws TypeError or RangeError for an option that is not allowed, at once.
 * @example
 * ```ts
 * manifold.pipe(descend({ chains: 48, steps: 200, seed: 7 }), takeLast(1));
 * ```
 */
export function descend(options?: DescendOptions): Operator<Manifold, Draw> {
  return latest(descent(options));
}
