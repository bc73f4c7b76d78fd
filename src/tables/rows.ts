import { checkKind, isA } from '../base/check.js';
import type { Draw, Samples } from '../core/samples.js';
import { type Cell, cellOf, type NumberColumn, type TableColumn, type TableRow, tableSize } from '../core/table.js';
import { holds, readCell } from './encode.js';
import { numberOf } from './forms.js';

/** The rows of a table that samples say: null for a cell that is not known, and exactly the number that was given for one that is. */
export function tableRows(samples: Samples | Draw): TableRow[] {
  checkKind(
    'toTable',
    'Samples or a Draw of a table',
    samples,
    isA('Float32Array', samples?.values) && samples.table !== undefined,
  );
  const { values, count, known, labels } = samples;
  const table = samples.table!;
  const given = 'given' in samples ? samples.given : undefined;
  const size = tableSize(table);
  return Array.from({ length: count }, (_, i): TableRow => {
    const row = values.subarray(i * size, (i + 1) * size);
    const read = (column: TableColumn): Cell => {
      if (known?.[i * size + column.from] === 0) return null;
      const cell = given?.[i] ? cellOf(given[i], column.name) : null;
      const number = column.kind === 'number' ? numberOf(column, cell) : undefined;
      return number !== undefined && holds(row, column as NumberColumn, number) ? cell : readCell(row, column);
    };
    const cells = table.columns.map((column): [string, Cell] => [column.name, read(column)]);
    const { label } = table;
    if (label && labels && !table.columns.some(({ name }) => name === label.name))
      cells.push([label.name, label.categories[labels[i]!] ?? null]);
    return Object.fromEntries(cells);
  });
}
