import { switchMap } from 'ix/asynciterable/operators';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import { chain, type KaleidoscopeOptions } from '../../src/streams/chain.js';
import type { Manifold } from '../../src/values/manifold.js';
import type { Draw } from '../../src/values/samples.js';
import { lift } from './lift.js';
import { Stoppable } from './stoppable.js';

/**
 * Kaleidoscopic sampling (Eq. 2, and Eq. 3 behind `withNoise`): starts chains at noise, and applies the manifold to all
 * of them again and again, one draw an application: x¹, x², … without end. Each is computed when it is asked for, so the
 * chains keep the pace of whoever reads them. A later manifold takes over from an earlier one, from the start.
 *
 * @returns Draws of `chains` samples each.
 * @throws TypeError or RangeError for an option that is not allowed, at once.
 * @example
 * ```ts
 * for await (const draw of manifold.pipe(withNoise(0.01), kaleidoscope({ chains: 48 }), burnIn(50), take(3)))
 *   console.log(draw.step);
 * ```
 */
export function kaleidoscope(options?: KaleidoscopeOptions): OperatorAsyncFunction<Manifold, Draw> {
  const draws = chain(options);
  return lift(switchMap((manifold: Manifold) => new Stoppable((signal) => draws(manifold, signal))));
}
