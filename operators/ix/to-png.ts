import { map } from 'ix/asynciterable/operators';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import type { GridOptions } from '../../src/formats/grid.js';
import { png } from '../../src/formats/png.js';
import type { Samples } from '../../src/values/samples.js';
import { lift } from './lift.js';

/**
 * Draws the images of each draw as a PNG of its own. To write a file, choose the draw first, with `take(1)`.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; a RangeError for draws that are not
 * images, when they are read.
 * @example
 * ```ts
 * draws.pipe(burnIn(50), take(1), toPng({ columns: 8, scale: 2 }), toFile('digits.png'));
 * ```
 */
export function toPng(options?: GridOptions): OperatorAsyncFunction<Samples, Uint8Array<ArrayBuffer>> {
  return lift(map(png(options)));
}
