import type { Draw, Samples } from '../core/samples.js';
import { type Cell, namesOf } from '../core/table.js';
import { tableRows } from './rows.js';

/** Names of columns, and rows of cells in their order. */
export interface Rows {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Rows as CSV, which `fromTable` reads again, with quotes where they matter. */
export function csvOf({ names, rows }: Rows): string {
  const empty = names.length === 1 ? '""' : '';
  const line = (cells: readonly unknown[]) =>
    `${cells.map((cell) => (cell === null ? empty : quoted(cell))).join(',')}\n`;
  return [names, ...rows].map(line).join('');
}

/** Rows as JSON, one a line. */
export function jsonLinesOf({ names, rows }: Rows): string {
  const keys = names.map((name) => JSON.stringify(name));
  return rows.map((cells) => `{${cells.map((cell, i) => `${keys[i]}:${JSON.stringify(cell)}`).join(',')}}\n`).join('');
}

/**
 * The rows of a table, or the attributes of what is none, in the order of their columns: a row, as an object, puts names that are whole
 * numbers first.
 */
export function rowsOf(samples: Samples | Draw): Rows {
  const { table, attributes = [], attributeUnits } = samples;
  const rows = table ? tableRows(samples) : attributes;
  const names = namesOf(table ?? attributeUnits!).filter((name) => !rows[0] || Object.hasOwn(rows[0], name));
  return { names, rows: rows.map((row) => names.map((name) => row[name] ?? null)) };
}

const quoted = (cell: unknown): string => {
  const text = String(cell);
  return text === '' || /[",;|\t\r\n]|^\s|\s$|^sep=/i.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
