import type { Manifold } from '../src/core/manifold.js';
import type { ManifoldOptions } from '../src/models/foreign-mlp.js';
import { manifoldFrom } from '../src/models/read.js';
import { type Source, source as sourceOf } from './lift/rxjs/lift.js';

/**
 * Reads a manifold from a file: one of `toSafetensors` or `toOnnx`, which draws as before, bit for bit; or an MLP that
 * another program has trained. That is an ONNX file of linear layers with ReLU between them that ends in a Sigmoid or a
 * Tanh; or a safetensors file of PyTorch's linear layers (`0.weight`, `0.bias`, `2.weight`, …), which needs a `range`,
 * and can't tell that ReLU is between them: `activation: 'relu'` says that you know. Half, single or double precision
 * is read as single. Beyond the paper.
 *
 * @param source A path, in browsers a URL; the bytes of a file; or a Blob.
 * @throws TypeError or RangeError for an option that is not allowed, at once; Error for a file that cannot be read or
 * is no such network, in the stream.
 * @example
 * ```ts
 * manifold
 *   .pipe(
 *     toSafetensors(),
 *     switchMap((bytes) => fromManifold(bytes)),
 *     kaleidoscope({ chains: 4 }),
 *     take(2),
 *   )
 *   .subscribe(({ step }) => console.log(step));
 * ```
 */
export function fromManifold(source: string | Blob | Uint8Array, options?: ManifoldOptions): Source<Manifold> {
  return sourceOf(manifoldFrom(source, options));
}
