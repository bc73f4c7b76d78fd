import { uniform } from '../base/random.js';
import type { Space } from './manifold.js';
import { sizeOf } from './samples.js';
import { type Table, unitsOf } from './table.js';

/**
 * All stretches of a sample's values, from and to, that are one number each: of a table, the units of a column of numbers, and
 * none of a category's; of anything else, each value.
 */
export function numberParts({ shape, table }: Space): readonly (readonly [from: number, to: number])[] {
  if (!table) return Array.from({ length: sizeOf(shape) }, (_, i) => [i, i + 1] as const);
  return table.columns
    .filter(({ kind }) => kind === 'number')
    .map((column) => [column.from, column.from + unitsOf(column)] as const);
}

/** Calls `give` for the units of a random share of columns. */
export function giveColumns({ columns }: Table, key: number, give: (from: number, to: number) => void): void {
  const share = uniform(key, 0);
  columns.forEach((column, i) => {
    if (uniform(key, 1 + i) < share) give(column.from, column.from + unitsOf(column));
  });
}

/**
 * Calls `give` for all stretches of a sample's values, from and to, that are given: of an image, one side of a cut through its
 * middle three sevenths, across or down; of a table, a random share of its columns, each with all of its units; of anything
 * else, a random share.
 */
export function giveParts({ shape, table }: Space, key: number, give: (from: number, to: number) => void): void {
  if (table) {
    giveColumns(table, key, give);
    return;
  }
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 3) {
    const share = uniform(key, 0);
    const size = sizeOf(shape);
    for (let i = 0; i < size; i++) if (uniform(key, 1 + i) < share) give(i, i + 1);
    return;
  }
  const across = uniform(key, 0) < 0.5;
  const isBefore = uniform(key, 1) < 0.5;
  const side = across ? height : width;
  const [least, most] = [Math.round((2 * side) / 7), Math.round((5 * side) / 7)];
  const cut = least + Math.floor(uniform(key, 2) * (most - least + 1));
  const [first, end] = isBefore ? [0, cut] : [cut, side];
  const row = width * channels;
  if (across) give(first * row, end * row);
  else for (let y = 0; y < height; y++) give(y * row + first * channels, y * row + end * channels);
}
