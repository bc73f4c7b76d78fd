import type { Draw, Samples } from '../values/samples.js';
import { namesOf } from '../values/table.js';
import { tableRows } from '../values/tables/rows.js';

/** The rows of a table as CSV, which `fromTable` reads again: columns in their order, and quotes where they matter. */
export function csvOf(samples: Samples | Draw): string {
  const { names, rows } = inOrder(samples);
  const empty = names.length === 1 ? '""' : '';
  const line = (cells: readonly unknown[]) =>
    `${cells.map((cell) => (cell === null ? empty : quoted(cell))).join(',')}\n`;
  return [names, ...rows].map(line).join('');
}

/** The rows of a table as JSON, one a line, with the columns in their order. */
export function jsonLinesOf(samples: Samples | Draw): string {
  const { names, rows } = inOrder(samples);
  const keys = names.map((name) => JSON.stringify(name));
  return rows.map((cells) => `{${cells.map((cell, i) => `${keys[i]}:${JSON.stringify(cell)}`).join(',')}}\n`).join('');
}

/** Names and cells in the order of the table's columns: a row, as an object, puts names that are whole numbers first. */
function inOrder(samples: Samples | Draw) {
  const rows = tableRows(samples);
  const names = namesOf(samples.table!).filter((name) => !rows[0] || Object.hasOwn(rows[0], name));
  return { names, rows: rows.map((row) => names.map((name) => row[name]!)) };
}

const quoted = (cell: unknown): string => {
  const text = String(cell);
  return text === '' || /[",;|\t\r\n]|^\s|\s$|^sep=/i.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
