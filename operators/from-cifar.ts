import type { Samples } from '../src/core/samples.js';
import { type CifarOptions, cifar } from '../src/data/cifar.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * Reads the small colour pictures of CIFAR-10 or CIFAR-100, 32 × 32, with their labels, from the files of their binary
 * version, one after the other; anew for each subscription. If `batches.meta.txt` or, for CIFAR-100,
 * `fine_label_names.txt` is beside the first file, the classes have names.
 *
 * @param path A file, such as `data_batch_1.bin` or `train.bin`, or a list of them. In browsers their URLs; anywhere
 * Blobs, whose classes have no names.
 * @returns One `Samples` of shape [32, 32, 3].
 * @throws TypeError or RangeError for an option that is not allowed, at once; in the stream, a TypeError that names the
 * file if it is not a whole number of pictures, or has an unknown class, and an Error if it cannot be read.
 * @example
 * ```ts
 * fromCifar(['data_batch_1.bin', 'data_batch_2.bin'], { count: 15_000 });
 * fromCifar('cifar-100-binary/train.bin', { classes: 100, range: [0, 1] });
 * ```
 */
export function fromCifar(path: string | Blob | readonly (string | Blob)[], options?: CifarOptions): Source<Samples> {
  return source(cifar(path, options));
}
