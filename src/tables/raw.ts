import { isA, show } from '../base/check.js';
import type { Cell } from '../core/table.js';
import { isMoment } from './times.js';

/** A table as it was read, before anything is made of it. */
export interface RawTable {
  readonly names: readonly string[];
  /** The cells of each column, as many in each. */
  readonly cells: readonly (readonly Cell[])[];
  readonly count: number;
  /** Whether all cells are texts, of which some may mean numbers. */
  readonly textual: boolean;
  /** Where a row is, to speak of it: a file and a line. */
  place(row: number): string;
}

/** What is wrong with a table, and where. */
export class TableError extends RangeError {
  override readonly name = 'RangeError';
}

/** Takes rows one by one, by the names of their columns, and gives the columns. */
export class Columns {
  readonly #columns = new Map<string, Cell[]>();
  readonly #most: number;
  count = 0;

  /** @param limit The most bytes that the cells may take. */
  constructor(limit: number) {
    this.#most = limit / bytesOfCell;
  }

  add(row: object, place: () => string): void {
    for (const name of Object.keys(row)) {
      const cell = plainCell((row as Record<string, unknown>)[name], () => `${place()}, column '${name}'`);
      let column = this.#columns.get(name);
      if (!column) {
        if (this.#columns.size === mostColumns)
          throw new TableError(`${place()}: a table has at most ${mostColumns} columns`);
        column = [];
        this.#columns.set(name, column);
      }
      while (column.length < this.count) column.push(null);
      column.push(cell);
    }
    this.count++;
    if (this.#columns.size * this.count > this.#most)
      throw new TableError(`${place()}: so many rows of ${this.#columns.size} columns are more than \`limit\` allows`);
  }

  table(place: (row: number) => string): RawTable {
    for (const column of this.#columns.values()) while (column.length < this.count) column.push(null);
    return {
      names: [...this.#columns.keys()],
      cells: [...this.#columns.values()],
      count: this.count,
      textual: false,
      place,
    };
  }
}

/** A table of rows in the program. */
export function fromRows(rows: readonly unknown[], limit: number): RawTable {
  const columns = new Columns(limit);
  const place = (row: number) => (row < 0 ? 'the table' : `rows[${row}]`);
  rows.forEach((row, i) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row))
      throw new TableError(`${place(i)} must be an object with a value for each column, not ${show(row)}`);
    columns.add(row, () => place(i));
  });
  return columns.table(place);
}

/** What a cell takes in a list, at least. */
const bytesOfCell = 4;

export const mostColumns = 10_000;

/** A value as a cell; a whole number of any size is a number where it is exactly that. */
export function plainCell(value: unknown, place: () => string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return value + 0;
    throw new TableError(`${place()} must be a finite number, a text, a boolean, a date, or empty, not ${value}`);
  }
  if (isA('Date', value)) return isoOf(value, place);
  if (typeof value === 'bigint' && BigInt(Number(value)) === value) return Number(value);
  const what =
    typeof value === 'object' ? `${/^[AEIO]/.test(kindOf(value)) ? 'an' : 'a'} ${kindOf(value)}` : String(value);
  throw new TableError(`${place()} must be a number, a text, a boolean, a date, or empty, not ${what}`);
}

/** A Date as an ISO date where it is at midnight in UTC, else as a date-time. */
export function isoOf(date: Date, place: () => string): string {
  if (!isMoment(date.getTime())) throw new TableError(`${place()} must be a date of the years 0 to 9999, not ${date}`);
  return date.toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z');
}

const kindOf = (value: object): string => (Array.isArray(value) ? 'list' : (value.constructor?.name ?? 'Object'));
