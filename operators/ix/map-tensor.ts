import { map } from 'ix/asynciterable/operators';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import { type Mapped, tensorMap } from '../../src/streams/map-tensor.js';
import type { Tensor } from '../../src/values/layers.js';
import type { Draw } from '../../src/values/samples.js';
import { lift } from './lift.js';

/**
 * Gives each draw to a function as a `tf.Tensor` of shape [count, ...shape], and disposes it and every tensor that the
 * function made, also when it throws or is asynchronous. A tensor that it returns, of shape [count, ...shape] again,
 * becomes a draw; anything else is passed on. It needs `@tensorflow/tfjs`.
 *
 * @throws TypeError when `fn` is no function, at once; when read, what `fn` throws, and a RangeError for a tensor that is
 * not finite or leaves the range.
 * @example
 * ```ts
 * for await (const mean of draws.pipe(take(5), mapTensor((images) => images.mean().array()))) console.log(mean);
 * ```
 */
export function mapTensor<R>(
  fn: (tensor: Tensor, draw: Draw) => R | PromiseLike<R>,
): OperatorAsyncFunction<Draw, Mapped<R>> {
  return lift(map(tensorMap(fn)));
}
