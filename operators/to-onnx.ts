import type { Manifold } from '../src/core/manifold.js';
import { encodeOnnx } from '../src/models/onnx-mlp.js';
import type { Bytes } from '../src/platform/platform.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Writes f of each manifold as an [ONNX](https://onnx.ai) file for any runtime: `x` [batch, S] in, `y` [batch, S] out,
 * with S values of a sample and of its label units. The metadata has noise, motion, and what is given: `fromManifold`
 * reads all of it, other programs apply f. A `tf.LayersModel` is refused. Beyond the paper.
 *
 * @returns The bytes of one file for each manifold.
 * @throws TypeError or RangeError for what is no manifold, or one of a `tf.LayersModel`, in the stream.
 * @example
 * ```ts
 * manifold.pipe(toOnnx(), toFile('squares.onnx'));
 * ```
 */
export function toOnnx(): Operator<Manifold, Bytes> {
  return mapped(encodeOnnx);
}
