import { isObject } from '../base/check.js';
import { type NumberForm, type Table, type TableColumn, unitsOf } from '../core/table.js';
import { isMoment, timeOf } from './times.js';

/** Whether something that came from a file is a table: all of its columns whole, and their units one behind the other. */
export function isTable(value: unknown): value is Table {
  if (!isObject(value) || !Array.isArray(value.columns) || !value.columns.every(isColumn)) return false;
  const { columns, label } = value as { columns: TableColumn[]; label?: unknown };
  const ends = columns.reduce((end, column) => (column.from === end ? end + unitsOf(column) : Number.NaN), 0);
  return ends > 0 && (label === undefined || (isObject(label) && isText(label.name) && isCategories(label.categories)));
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isWhole = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;
const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
const isCategories = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => ['string', 'number', 'boolean'].includes(typeof each));

function isColumn(value: unknown): boolean {
  if (!isObject(value) || !isText(value.name) || !isWhole(value.copies, 1) || !isWhole(value.from, 0)) return false;
  if (value.kind === 'category') return isCategories(value.categories) && (value.categories as unknown[]).length > 0;
  const { kind, range, decimals, scaling, form } = value;
  return (
    kind === 'number' &&
    isNumbers(range) &&
    (range as unknown[]).length === 2 &&
    (decimals === undefined || isWhole(decimals, 0)) &&
    (form === undefined || isForm(form, range as number[])) &&
    isScaling(scaling)
  );
}

function isScaling(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value.scale === 'minmax') return isNumbers([value.low, value.high]);
  if (value.scale === 'standard') return isNumbers([value.mean, value.reach]);
  const { scale, at, values } = value;
  return scale === 'rank' && isNumbers(at) && isNumbers(values) && (at as []).length === (values as []).length;
}

/** Whether something that came from a file is a form, and can write what is between two numbers. */
function isForm(value: unknown, range: readonly number[]): value is NumberForm {
  const { is, separator, length, zone, before, after, minus, groups, digits } = (value ?? {}) as Record<
    string,
    unknown
  >;
  if (is === 'amount')
    return (
      [before, after, minus].every((text) => typeof text === 'string') &&
      typeof groups === 'boolean' &&
      Number.isSafeInteger(digits) &&
      (digits as number) >= 0 &&
      (digits as number) <= 20
    );
  if (!range.every(isMoment)) return false;
  if (is === 'date') return true;
  const example = `2024-05-01${separator}${'12:30:00.000000'.slice(0, length as number)}${zone}`;
  return is === 'date-time' && timeOf(example)?.length === length;
}
