import { show } from '../base/check.js';
import type { Cell, NumberColumn, Table, TableColumn } from '../core/table.js';
import { type FittedTable, fit } from './fit.js';
import { areWrittenAlike, write } from './forms.js';
import { checkCategory } from './known-rows.js';
import type { CheckedOptions } from './options.js';
import { type RawTable, TableError } from './raw.js';

/** The rows of a table as another one means them: its columns, scalings and categories. */
export function fitLike(
  raw: RawTable,
  options: CheckedOptions,
  like: Table,
  warn: (what: string) => void,
): FittedTable {
  const { columns: asked, label } = options;
  const isEmpty = (name: string) => raw.cells[raw.names.indexOf(name)]?.every((cell) => cell === null) ?? false;
  const known = {
    ...options,
    columns: new Map([...asked!].filter(([name]) => !isEmpty(name))),
    label: label !== undefined && raw.names.includes(label) ? label : undefined,
  };
  const fitted = fit(raw, known, warn);
  const where = (row: number, name: string) => `${raw.place(row)}, column '${name}'`;
  const categoryOf = (row: number, name: string, cell: NonNullable<Cell>, categories: readonly NonNullable<Cell>[]) =>
    checkCategory(`fromTable: ${where(row, name)}`, cell, categories);
  const columns = like.columns.map((column) => {
    const { name } = column;
    const found = fitted.columns.find((each) => each.column.name === name);
    if (!found) return { column, cells: Array<Cell>(raw.count).fill(null) };
    const { cells } = found;
    if (column.kind === 'number') {
      if (!areWrittenAlike(column, found.column as NumberColumn))
        throw new TableError(
          `${where(-1, name)} must be written as ${show(write(column, column.range[0]))} is, which was learned`,
        );
      const [first, ...others] = outside(cells, column);
      if (first !== undefined)
        warn(
          `${where(first, name)}: ${show(write(column, cells[first] as number))} is outside ${column.range.map((end) => write(column, end)).join(' to ')}, which is what was learned, and ${others.length} more of the column; the nearest stands for it`,
        );
      return { column, cells };
    }
    return {
      column,
      cells: cells.map((cell, row) => (cell === null ? null : categoryOf(row, name, cell, column.categories))),
    };
  });
  const { table, labels } = fitted;
  if (!labels || !like.label) return { table: like, columns };
  const codes = table.label!.categories.map((category, code) =>
    like.label!.categories.indexOf(categoryOf(labels.indexOf(code), label!, category, like.label!.categories)),
  );
  return { table: like, columns, labels: labels.map((code) => codes[code]!) };
}

/** The rows of the numbers that are outside of what was learned. */
const outside = (cells: readonly Cell[], { range: [low, high] }: TableColumn & { kind: 'number' }): number[] =>
  cells.flatMap((cell, row) => (cell !== null && ((cell as number) < low || (cell as number) > high) ? [row] : []));
