import { type PointsOptions, points } from '../src/data/points.js';
import type { Samples } from '../src/values/samples.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * Samples from rows of numbers in the program, such as the paper's synthetic points.
 *
 * @param rows M rows of D numbers each, or M plain numbers (D = 1), all inside `range`.
 * @returns One `Samples` of shape [D].
 * @throws RangeError when there are no rows, rows of different lengths, or a value outside the range; at once.
 * @example
 * ```ts
 * fromPoints([0.2, 0.8]);
 * fromPoints([[0.2, 0.8], [0.8, 0.2]], { range: [0, 1] });
 * ```
 */
export function fromPoints(rows: readonly (number | readonly number[])[], options?: PointsOptions): Source<Samples> {
  return source(points(rows, options));
}
