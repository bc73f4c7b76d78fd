import { check, type Rule, show } from '../values/check.js';
import { checkSamples, isRange, type Range, type Samples } from '../values/samples.js';

/** Options of `fromPoints`. */
export interface PointsOptions {
  /** The domain of the points: [0, 1], the default, or [-1, 1]. */
  readonly range?: Range | undefined;
}

export const rangeRule = (fallback: Range): Rule<Range> => ({
  types: ['object'],
  allowed: '[0, 1] or [-1, 1]',
  accepts: isRange,
  fallback,
});

/** Samples from rows of numbers; a plain number is a row of one. */
export function points(rows: readonly (number | readonly number[])[], options: PointsOptions = {}): Samples {
  const { range } = check('fromPoints', options, { range: rangeRule([0, 1]) });
  if (!Array.isArray(rows) || rows.length === 0)
    throw new RangeError(`fromPoints: rows must be one or more numbers or rows of numbers, not ${show(rows)}`);
  const table = rows.map((row) => (typeof row === 'number' ? [row] : row) as readonly number[]);
  const columns = table[0]!.length;
  const odd = table.findIndex((row) => row.length !== columns || columns === 0);
  if (odd >= 0)
    throw new RangeError(
      `fromPoints: rows[${odd}] must have ${columns || 'one or more'} values, as the first row, not ${table[odd]!.length}`,
    );
  const samples = { values: Float32Array.from(table.flat()), count: rows.length, shape: [columns], range };
  checkSamples('fromPoints', samples);
  return samples;
}
