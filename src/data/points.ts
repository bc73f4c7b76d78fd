import { check, checkValue, type Rule } from '../base/check.js';
import { legible } from '../base/json.js';
import { checkSamples, type Range, rangeRule, type Samples } from '../core/samples.js';

/** Options of `fromPoints`. */
export interface PointsOptions {
  /** The domain of the points: [0, 1], the default, or [-1, 1]. */
  readonly range?: Range | undefined;
}

type Row = number | readonly number[];

const rowsRule: Rule<readonly Row[]> = {
  types: ['array'],
  allowed: 'one or more numbers or rows of numbers',
  accepts: (value) => Array.isArray(value) && value.length > 0,
  fallback: [],
};

const rowRule: Rule<Row> = {
  types: ['number', 'array'],
  allowed: 'a number or a row of numbers',
  accepts: (value) => typeof value === 'number' || (Array.isArray(value) && value.length > 0),
  fallback: [],
};

const numberRule: Rule<number> = {
  types: ['number'],
  allowed: 'a number',
  accepts: (value) => typeof value === 'number',
  fallback: 0,
};

/** Samples from rows of numbers; a plain number is a row of one. */
export function points(rows: readonly Row[], options: PointsOptions = {}) {
  const { range } = check('fromPoints', options, { range: rangeRule([0, 1]) });
  const table = Array.from(checkValue('fromPoints: rows', rows, rowsRule), (row, i) =>
    [checkValue(`fromPoints: rows[${i}]`, row, rowRule)].flat(),
  );
  const columns = table[0]!.length;
  for (const [i, row] of table.entries()) {
    if (row.length !== columns)
      throw new RangeError(`fromPoints: rows[${i}] must have ${columns} values, as the first row, not ${row.length}`);
    for (const [j, value] of row.entries()) checkValue(`fromPoints: rows[${i}][${j}]`, value, numberRule);
  }
  const samples = { values: Float32Array.from(table.flat()), count: rows.length, shape: [columns], range };
  checkSamples('fromPoints', samples);
  return async function* (): AsyncGenerator<Samples, void, undefined> {
    yield legible({ ...samples, values: samples.values.slice() });
  };
}
