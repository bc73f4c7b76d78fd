import type { Samples } from '../src/core/samples.js';
import type { GridOptions } from '../src/frames/grid.js';
import { png } from '../src/frames/png.js';
import type { Bytes } from '../src/platform/platform.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Encodes the images of each draw as a PNG, or its points of one or two numbers on axes. To write a file, choose the
 * draw first, with `take(1)` or `last()`.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; a RangeError for draws of anything else,
 * in the stream.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), take(1), toPng({ columns: 8, scale: 2 }), toFile('digits.png'));
 * ```
 */
export function toPng(options?: GridOptions): Operator<Samples, Bytes> {
  return mapped(png(options));
}
