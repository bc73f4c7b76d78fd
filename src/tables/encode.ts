import type { CategoryColumn, Cell, NumberColumn, TableColumn } from '../core/table.js';
import { unitsOf } from '../core/table.js';
import { numberOf, write } from './forms.js';
import { fromUnit, toUnit } from './scaling.js';

/**
 * Writes what a cell is into the units of its column, within the values of a row.
 * @param reach How far the units of a category go.
 */
export function writeCell(row: Float32Array, column: TableColumn, cell: NonNullable<Cell>, reach = 1): void {
  const { from } = column;
  if (column.kind === 'number') row.fill(toUnit(column.scaling, numberOf(column, cell)!), from, from + column.copies);
  else {
    const { length } = column.categories;
    const place = column.categories.indexOf(cell);
    for (let i = 0; i < unitsOf(column); i++) row[from + i] = i % length === place ? reach : -reach;
  }
}

/** Whether the units of a column are those of a number. */
export const holds = (row: Float32Array, { from, scaling }: NumberColumn, number: number): boolean =>
  row[from] === Math.fround(toUnit(scaling, number));

/** The cell that the units of a column say, within the values of a row. */
export const readCell = (row: Float32Array, column: TableColumn): NonNullable<Cell> =>
  column.kind === 'number' ? write(column, readNumber(row, column)) : readCategory(row, column);

function readNumber(row: Float32Array, { from, copies, scaling, range: [low, high], decimals }: NumberColumn): number {
  let sum = 0;
  for (let i = 0; i < copies; i++) sum += row[from + i]!;
  const number = Math.max(low, Math.min(high, fromUnit(scaling, sum / copies)));
  return (decimals === undefined ? number : Number(number.toFixed(decimals))) + 0;
}

function readCategory(row: Float32Array, { from, copies, categories }: CategoryColumn): NonNullable<Cell> {
  let [best, most] = [0, Number.NEGATIVE_INFINITY];
  for (let place = 0; place < categories.length; place++) {
    let sum = 0;
    for (let copy = 0; copy < copies; copy++) sum += row[from + copy * categories.length + place]!;
    if (sum > most) [best, most] = [place, sum];
  }
  return categories[best]!;
}
