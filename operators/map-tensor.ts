import type { Tensor } from '../src/core/network.js';
import type { Draw } from '../src/core/samples.js';
import { type Mapped, tensorMap } from '../src/streams/map-tensor.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Gives each draw to a function as a `tf.Tensor` of shape [count, ...shape], and disposes it and every tensor that the
 * function made, also when it throws or is asynchronous. A tensor that it returns, of shape [count, ...shape] again,
 * becomes a draw; anything else is passed on. The chain waits for what takes time; the function is told by a signal when
 * nobody waits for it any more, and what it has made is freed a second later at most. It needs `@tensorflow/tfjs`.
 *
 * @throws TypeError when `fn` is no function, at once; in the stream, what `fn` throws, and a RangeError for a tensor that
 * is not finite or leaves the range.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 *
 * draws.pipe(take(5), mapTensor((images) => tf.image.resizeBilinear(images as tf.Tensor4D, [8, 8])), toGif());
 * draws.pipe(take(5), mapTensor((images) => images.mean().array())).subscribe(console.log);
 * ```
 */
export function mapTensor<R>(
  fn: (tensor: Tensor, draw: Draw, signal: AbortSignal) => R | PromiseLike<R>,
): Operator<Draw, Mapped<R>> {
  return stage(tensorMap(fn));
}
