import type { Tensor } from '../src/core/network.js';
import type { Draw } from '../src/core/samples.js';
import { type Mapped, tensorMap } from '../src/streams/map-tensor.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Passes each draw to a function as a `tf.Tensor` of shape [count, ...shape], and disposes of it and of every tensor
 * that the function made, even if it throws or is asynchronous. If it returns a tensor of shape [count, ...shape], that
 * becomes a draw; anything else is passed on. The chain waits for the function, which gets a signal that aborts when
 * its answer is no longer needed; its tensors are freed at most a second later. It needs `@tensorflow/tfjs`.
 *
 * @throws TypeError when `fn` is no function, at once; in the stream, what `fn` throws, and a RangeError for a tensor
 * that is not finite or leaves the range.
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
