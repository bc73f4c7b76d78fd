import { show } from '../base/check.js';
import type { Category, CategoryColumn, Cell, NumberColumn, Table, TableColumn } from '../core/table.js';
import { unitsOf } from '../core/table.js';
import { areOfOneForm, type Formed, formedOf, formOf, numberOfFormed } from './forms.js';
import { isCode, isInexact, isNumberText, looksGrouped } from './numbers.js';
import type { CheckedOptions, ColumnOptions } from './options.js';
import { type RawTable, TableError } from './raw.js';
import { extremes, fitScaling } from './scaling.js';
import { withoutUnknown } from './unknown.js';

/** A column, or the label, of more categories is refused: it is text, or a name of each row, and not a kind of thing. */
const mostCategories = 100;

/** A column with the cells that it is to be learned from: numbers where it is of numbers. */
interface FittedColumn {
  readonly column: TableColumn;
  readonly cells: readonly Cell[];
}

export interface FittedTable {
  readonly table: Table;
  readonly columns: readonly FittedColumn[];
  /** Of each row its label, where one was asked for. */
  readonly labels?: Int32Array;
}

/** What columns a table has, and how their cells become units. */
export function fit(read: RawTable, options: CheckedOptions, warn: (message: string) => void): FittedTable {
  const raw = withoutUnknown(read, options.unknown, warn);
  const { label, drop } = options;
  if (raw.count === 0) throw new TableError(`${raw.place(-1)} has no rows`);
  const names = options.columns
    ? [...options.columns.keys()]
    : raw.names.filter((name) => name !== label && !drop.includes(name));
  for (const name of [...names, ...drop, ...(label === undefined ? [] : [label])])
    if (!raw.names.includes(name))
      throw new TableError(`${raw.place(-1)} has no column '${name}'; there are ${raw.names.map(show).join(', ')}`);
  if (names.length === 0)
    throw new TableError(`${raw.place(-1)} has no column${label === undefined ? '' : ` beside the label '${label}'`}`);
  let from = 0;
  const columns = names.map((name) => {
    const fitted = fitColumn(raw, name, options.columns?.get(name) ?? {}, options, from);
    from += unitsOf(fitted.column);
    if (name === raw.names[0] && /^(|Unnamed: \d+)$/.test(name) && fitted.cells.every((cell, row) => cell === row))
      warn(
        `${raw.place(-1)}: the first column, '${name}', counts the rows, as the index of pandas does: leave it out of \`columns\`, or it is learned`,
      );
    return fitted;
  });
  const table = { columns: columns.map(({ column }) => column) };
  if (label === undefined) return { table, columns };
  const { categories, labels } = labelsOf(raw, label);
  return { table: { ...table, label: { name: label, categories } }, columns, labels };
}

function fitColumn(
  raw: RawTable,
  name: string,
  { kind = 'auto', scale, copies }: ColumnOptions,
  all: CheckedOptions,
  from: number,
): FittedColumn {
  const cells = raw.cells[raw.names.indexOf(name)]!;
  const where = (row: number) => `${raw.place(row)}, column '${name}'`;
  let first = cells.findIndex((cell) => cell !== null);
  if (first < 0) throw new TableError(`${raw.place(-1)}: column '${name}' is empty: leave it out of \`columns\``);
  const formOfCell = (cell: Cell): Formed | 'plain' | undefined => {
    if (typeof cell !== 'string') return typeof cell === 'number' ? 'plain' : undefined;
    return raw.textual && isNumberText(cell) ? 'plain' : formedOf(cell);
  };
  let one = formOfCell(cells[first]!);
  const areCodes = raw.textual && cells.some((cell) => isCode(cell as string));
  const decided = kind === 'auto' ? (one && !areCodes ? 'number' : 'category') : kind;
  if (decided === 'category') {
    const column = categoryColumn(cells, { name, copies: copies ?? all.copies.category, from }, where, (cell, row) => {
      if (kind === 'auto' && !areCodes && formOfCell(cell)) throw mixed(where(row), cell, where(first), cells[first]!);
      if (kind === 'auto' && typeof cell === 'string' && looksGrouped(cell))
        throw new TableError(
          `${where(row)}: ${show(cell)} may be a number with separators, and may not: write it without, or say \`columns: { '${name}': 'category' }\``,
        );
    });
    if (scale)
      throw new TableError(`${raw.place(-1)}: column '${name}' is of categories, and has no scale; say its kind`);
    return { column, cells };
  }
  const formed: Formed[] = [];
  const numbers = cells.map((cell, row) => {
    if (cell === null) return null;
    const form = formOfCell(cell);
    if (!form && kind !== 'auto') throw new TableError(`${where(row)} must be a number, not ${show(cell)}`);
    if (!form || !areAlike(form, one!)) throw mixed(where(row), cell, where(first), cells[first]!);
    if (form !== 'plain') {
      formed.push(form);
      if (isDate(one!)) [one, first] = [form, row];
      return numberOfFormed(form);
    }
    const number = Number(cell) + 0;
    if (!Number.isFinite(number)) throw new TableError(`${where(row)} must be a finite number, not ${show(cell)}`);
    if (isInexact(String(cell)) && raw.textual)
      throw new TableError(
        `${where(row)} must be a number that double precision holds, not ${show(cell)}: leave the column out of \`columns\`, or say \`{ '${name}': 'category' }\` there`,
      );
    return number;
  });
  const known = numbers.filter((cell) => cell !== null);
  const form = formed.length > 0 ? formOf(formed) : undefined;
  const decimals = form && form.is !== 'amount' ? undefined : decimalsOf(known);
  const column: NumberColumn = {
    kind: 'number',
    name,
    copies: copies ?? all.copies.number,
    from,
    scaling: fitScaling(scale ?? all.scale, known),
    range: extremes(known),
    ...(decimals !== undefined && { decimals }),
    ...(form && { form }),
  };
  return { column, cells: numbers };
}

/** Whether a cell is a date without a time, which says nothing of the others' time zone. */
const isDate = (form: Formed | 'plain'): boolean => form !== 'plain' && 'ms' in form && form.separator === '';

const areAlike = (a: Formed | 'plain', b: Formed | 'plain'): boolean =>
  a === 'plain' || b === 'plain' ? a === b : areOfOneForm(a, b);

const mixed = (here: string, cell: Cell, there: string, first: Cell) =>
  new TableError(
    `${here}: ${show(cell)} and ${show(first)} (${there}) are not both numbers of one form, or both categories: mend the cell, name it among \`unknown\` if it means an empty one, or say the column's kind in \`columns\``,
  );

function categoryColumn(
  cells: readonly Cell[],
  units: { name: string; copies: number; from: number },
  where: (row: number) => string,
  see: (cell: Category, row: number) => void,
): CategoryColumn {
  const categories = new Set<Category>();
  cells.forEach((cell, row) => {
    if (cell === null || categories.has(cell)) return;
    see(cell, row);
    categories.add(cell);
    if (categories.size > mostCategories)
      throw new TableError(
        `${where(row)}: ${show(cell)} is one category too many; a column has at most ${mostCategories}: leave it out of \`columns\`, or join some`,
      );
  });
  return { kind: 'category', ...units, categories: [...categories] };
}

/** The categories of the label, and of each row the index of its own. */
function labelsOf(raw: RawTable, name: string): { categories: readonly Category[]; labels: Int32Array } {
  const cells = raw.cells[raw.names.indexOf(name)]!;
  const where = (row: number) => `${raw.place(row)}, column '${name}'`;
  const { categories } = categoryColumn(cells, { name, copies: 1, from: 0 }, where, () => {});
  const codes = new Map(categories.map((category, code) => [category, code]));
  const labels = Int32Array.from(cells, (cell, row) => {
    if (cell === null) throw new TableError(`${where(row)} is empty, and a label must be known: leave the row out`);
    return codes.get(cell)!;
  });
  return { categories, labels };
}

/** How many digits are behind the point at most; undefined where there is more to them than a decimal number. */
function decimalsOf(numbers: readonly number[]): number | undefined {
  let most = 0;
  for (const x of numbers) {
    const [, behind = '', exponent] = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(x))!;
    if (exponent !== undefined || behind.length > 10) return undefined;
    most = Math.max(most, behind.length);
  }
  return most;
}
