import type { Samples } from '../src/core/samples.js';
import { type CifarOptions, cifar } from '../src/data/cifar.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * CIFAR-10's or CIFAR-100's small colour pictures, 32 × 32, from the files of their binary version, with their labels; read
 * anew each time, one file after the other. Where `batches.meta.txt` or, of CIFAR-100, `fine_label_names.txt` lies
 * beside the first file, the classes have names.
 *
 * @param path A file, such as `data_batch_1.bin` or `train.bin`, or a list of them. In browsers their addresses;
 * anywhere Blobs, of which the classes have no names.
 * @returns One `Samples` of shape [32, 32, 3].
 * @throws TypeError or RangeError for an option that is not allowed, at once; in the stream, a TypeError that names the file
 * where it has not the size of whole pictures, or a class that there is not, and an Error where it cannot be read.
 * @example
 * ```ts
 * fromCifar(['data_batch_1.bin', 'data_batch_2.bin'], { count: 15_000 });
 * fromCifar('cifar-100-binary/train.bin', { classes: 100, range: [0, 1] });
 * ```
 */
export function fromCifar(path: string | Blob | readonly (string | Blob)[], options?: CifarOptions): Source<Samples> {
  return source(cifar(path, options));
}
