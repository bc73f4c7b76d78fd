import type { Draw, TableColumn } from 'kaleidoflow';
import { type Cell, tableSize, unitsOf } from '../src/core/table.js';
import { readCell, writeCell } from '../src/tables/encode.js';
import { fromUnit } from '../src/tables/scaling.js';

/** One draw of a table of several: of each chain the mean of every number, and the most frequent of every category. */
export function averaged(draws: readonly Draw[]): Draw {
  const last = draws.at(-1)!;
  const table = last.table!;
  const size = tableSize(table);
  const values = new Float32Array(last.values.length);
  for (let start = 0; start < values.length; start += size) {
    const rows = draws.map((draw) => draw.values.subarray(start, start + size));
    const mean = values.subarray(start, start + size);
    for (const column of table.columns) {
      const units = (row: Float32Array) => row.subarray(column.from, column.from + unitsOf(column));
      // What was given is the same in all, and stays so to the last bit.
      if (rows.every((row) => units(row).every((unit, i) => unit === units(rows[0]!)[i])))
        mean.set(units(rows[0]!), column.from);
      else writeCell(mean, column, middle(rows, column));
    }
  }
  const labels = last.labels?.map((_, chain) => mostFrequent(draws.map(({ labels }) => labels![chain]!)));
  return { ...last, values, ...(labels && { labels }) };
}

function middle(rows: readonly Float32Array[], column: TableColumn): NonNullable<Cell> {
  if (column.kind === 'category') return mostFrequent(rows.map((row) => readCell(row, column)));
  const { from, copies, scaling } = column;
  const unit = (row: Float32Array) => row.subarray(from, from + copies).reduce((sum, each) => sum + each / copies, 0);
  return rows.reduce((sum, row) => sum + fromUnit(scaling, unit(row)) / rows.length, 0);
}

/** The first of those that are there most often. */
function mostFrequent<T>(all: readonly T[]): T {
  const counts = new Map<T, number>();
  for (const each of all) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}
