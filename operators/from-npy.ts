import type { Samples } from '../src/core/samples.js';
import { type NpyOptions, npy } from '../src/data/npy.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * Reads samples from a NumPy file, `.npy`, whose first axis is the samples. Bytes (uint8) are scaled from 0 … 255 to
 * the range, and False and True are its ends; int, uint and float of up to 64 bits are taken as they are, rounded to
 * single precision, and must be inside it. Either byte order, and C or Fortran order; read anew for each subscription.
 *
 * @param path A file, such as `np.save('data.npy', array)` writes; a Blob of one; or, in browsers, its URL.
 * @returns One `Samples` of the shape after the first axis, or [1] if that is the only one.
 * @throws TypeError or RangeError for an option that is not allowed, at once; in the stream, a TypeError that names the
 * file if it is truncated, damaged or of another type, and a RangeError that names the row for a value outside the
 * range.
 * @example
 * ```ts
 * fromNpy('faces.npy', { count: 2_000 }); // uint8, [n, 32, 32, 3]
 * fromNpy('rows.npy', { range: [0, 1], shape: [8, 8, 1] }); // float32, [n, 64]
 * ```
 */
export function fromNpy(path: string | Blob, options?: NpyOptions): Source<Samples> {
  return source(npy(path, options));
}
