import type { Samples } from '../src/core/samples.js';
import { type PointsOptions, points } from '../src/data/points.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * Makes samples from an array of numbers, such as the paper's synthetic points.
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
export function fromPoints<Row extends readonly [] | readonly number[]>(
  rows: readonly (number | Row)[] & Even<Row>,
  options?: PointsOptions,
): Source<Samples> {
  return source(points(rows, options));
}

/** Of rows whose lengths the compiler knows, an error where they differ. */
type Even<Row extends readonly unknown[]> = true extends IsUnion<Row['length']> ? 'rows of one length' : unknown;
type IsUnion<All, One = All> = One extends unknown ? ([All] extends [One] ? false : true) : never;
