import { switchMap } from 'ix/asynciterable/operators';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import { type DescendOptions, descent } from '../../src/streams/descent.js';
import type { Manifold } from '../../src/values/manifold.js';
import type { Draw } from '../../src/values/samples.js';
import { lift } from './lift.js';
import { Stoppable } from './stoppable.js';

/**
 * Sampling by gradient, the paper's alternative to `kaleidoscope`: starts chains at noise, or at samples with white noise
 * on them, and lets each state descend its own loss ‖x − f(x)‖²/D, one draw a step: x¹, x², … until `steps`. States are
 * clipped to the domain. Behind `withNoise` every step adds that noise too; behind `withTurns` or `withWalk` a step is a
 * part of their motion, and the loss need not fall. A later manifold takes over from an earlier one, from the start.
 *
 * @returns Draws of `chains` samples each.
 * @throws TypeError or RangeError for an option that is not allowed, at once.
 * @example
 * ```ts
 * for await (const draw of manifold.pipe(descend({ chains: 48, steps: 200, seed: 7 }))) console.log(draw.step);
 * ```
 */
export function descend(options?: DescendOptions): OperatorAsyncFunction<Manifold, Draw> {
  const draws = descent(options);
  return lift(switchMap((manifold: Manifold) => new Stoppable((signal) => draws(manifold, signal))));
}
