import { check, isA, oneOf, type Rule, show } from '../base/check.js';
import type { Known, Manifold } from '../core/manifold.js';
import {
  type Cell,
  cellOf,
  type DatedRow,
  type TableColumn,
  type TableRow,
  tableSize,
  unitsOf,
} from '../core/table.js';
import { writeCell } from './encode.js';
import { numberOf, write } from './forms.js';
import { isoOf } from './raw.js';

/** Options of `given` for rows of a table. */
export interface GivenRowsOptions {
  /** The columns of which cells are given; all by default, so that rows may have more cells than are to be known. */
  readonly mask?: readonly string[] | undefined;
  /**
   * What becomes of a number outside the range that was learned: 'refuse', the default, or 'clamp': the chain is given the
   * nearest that was, and the row shows the number as it is.
   */
  readonly outside?: 'refuse' | 'clamp' | undefined;
}

const rules = {
  mask: {
    types: ['array'],
    allowed: 'a list of names of columns',
    accepts: (value: unknown) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
    fallback: undefined,
  } as Rule<readonly string[] | undefined>,
  outside: oneOf<'refuse' | 'clamp'>(['refuse', 'clamp'], 'refuse'),
};

/** What rows say to the chains of a manifold: checks the options now, and the rows against what the manifold has learned. */
export function knownRows(
  rows: readonly DatedRow[],
  options: GivenRowsOptions,
  what = 'rows',
): (manifold: Manifold) => Known {
  const { mask, outside } = check('given', options, rules);
  if (rows.length === 0) throw new RangeError(`given: ${what} must be one or more, not none`);
  rows.forEach((row, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new TypeError(
        `given: ${what}[${i}] must be an object with a value for each column that is known, not ${show(row)}`,
      );
  });
  return (manifold) => {
    const { table, labelUnits } = manifold;
    if (!table) throw new RangeError('given: rows need a manifold that has learned a table: see fromTable');
    const names = [...table.columns.map(({ name }) => name), ...(table.label ? [table.label.name] : [])];
    const refuseUnknown = (where: string, name: string) => {
      if (!names.includes(name))
        throw new RangeError(`given: ${where} names a column '${name}'; there are ${names.map(show).join(', ')}`);
    };
    for (const name of mask ?? []) refuseUnknown('mask', name);
    const size = tableSize(table);
    const data = { values: new Float32Array(rows.length * size), mask: new Uint8Array(rows.length * size) };
    const labels = new Int32Array(rows.length);
    const labelMask = new Uint8Array(rows.length);
    const kept = rows.map((row, i): TableRow => {
      for (const name of Object.keys(row)) refuseUnknown(`${what}[${i}]`, name);
      const cells: [string, Cell][] = [];
      const cell = (name: string): Cell => {
        const value = mask && !mask.includes(name) ? null : cellOf(row, name);
        return isA('Date', value) ? isoOf(value, () => `given: ${what}[${i}], column '${name}'`) : value;
      };
      for (const column of table.columns) {
        const value = cell(column.name);
        if (value === null) continue;
        const known = checkCell(`given: ${what}[${i}], column '${column.name}'`, value, column, outside);
        cells.push([column.name, known]);
        writeCell(data.values.subarray(i * size, (i + 1) * size), column, known);
        data.mask.fill(1, i * size + column.from, i * size + column.from + unitsOf(column));
      }
      const label = table.label && cell(table.label.name);
      if (table.label && label !== null && label !== undefined) {
        const { name, categories } = table.label;
        const known = checkCategory(`given: rows[${i}], column '${name}'`, label, categories);
        if (labelUnits) {
          labels[i] = categories.indexOf(known);
          labelMask[i] = 1;
          cells.push([name, known]);
        } else if (!table.columns.some((column) => column.name === name))
          throw new RangeError(
            `given: rows[${i}], column '${name}': the label was not learned: put withLabels() before the training, or leave the cell out`,
          );
      }
      return Object.fromEntries(cells);
    });
    return { data, rows: kept, ...(labelMask.includes(1) && { labels, labelMask }) };
  };
}

function checkCell(what: string, value: NonNullable<Cell>, column: TableColumn, outside: 'refuse' | 'clamp') {
  if (column.kind === 'category') return checkCategory(what, value, column.categories);
  const { form, range } = column;
  const cell = typeof value === 'number' && form?.is === 'amount' ? write({ form }, value) : value;
  const number = typeof cell === 'number' && form ? undefined : numberOf(column, cell);
  const [low, high] = range;
  const allowed = `from ${write(column, low)} to ${write(column, high)}`;
  if (number === undefined || Number.isNaN(number))
    throw new TypeError(
      `${what} must be ${form?.is === 'amount' ? 'an amount' : `a ${form?.is ?? 'number'}`} ${allowed}, not ${show(value)}`,
    );
  if (!Number.isFinite(number)) throw new RangeError(`${what} must be a finite number, not ${number}`);
  if ((number < low || number > high) && outside === 'refuse')
    throw new RangeError(
      `${what} must be ${allowed}, which is what was learned, not ${cell}; \`outside: 'clamp'\` gives the nearest`,
    );
  return cell;
}

/** The category that was learned, also where a text is said as the number or boolean that it is. */
export function checkCategory(what: string, value: NonNullable<Cell>, categories: readonly NonNullable<Cell>[]) {
  const known = categories.includes(value) ? value : categories.find((category) => String(category) === String(value));
  if (known !== undefined) return known;
  const some = categories.slice(0, 12).map(show).join(', ');
  throw new RangeError(
    `${what} must be one of the ${categories.length} categories that were learned, ${some}${categories.length > 12 ? ', …' : ''}, not ${show(value)}`,
  );
}
