import { checkKind } from '../check.js';
import type { Draw, Samples } from '../samples.js';
import { type Cell, cellOf, type TableRow, tableSize } from '../table.js';
import { readCell } from './encode.js';

/** The rows of a table that samples say: null for a cell that is not known, and exactly what was given for one that is. */
export function tableRows(samples: Samples | Draw): TableRow[] {
  checkKind(
    'toTable',
    'Samples or a Draw of a table',
    samples,
    samples?.values instanceof Float32Array && samples.table !== undefined,
  );
  const { values, count, known, labels } = samples;
  const table = samples.table!;
  const given = 'given' in samples ? samples.given : undefined;
  const size = tableSize(table);
  return Array.from({ length: count }, (_, i): TableRow => {
    const row = values.subarray(i * size, (i + 1) * size);
    const said = (name: string): Cell => (given?.[i] ? cellOf(given[i], name) : null);
    const cells = table.columns.map((column): [string, Cell] => [
      column.name,
      said(column.name) ?? (known?.[i * size + column.from] === 0 ? null : readCell(row, column)),
    ]);
    const { label } = table;
    if (label && labels && !table.columns.some(({ name }) => name === label.name))
      cells.push([label.name, said(label.name) ?? label.categories[labels[i]!] ?? null]);
    return Object.fromEntries(cells);
  });
}
