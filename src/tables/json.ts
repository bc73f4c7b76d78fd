import { show } from '../base/check.js';
import { isInexact } from './numbers.js';
import { Columns, type RawTable, TableError } from './raw.js';
import { type Reader, textOf } from './reader.js';

/** JSON lines: an object a line. */
export const jsonLines: Reader = async (bytes, path, { limit }) => {
  const columns = new Columns(limit);
  const lines: number[] = [];
  const text = textOf(bytes, path);
  const place = (line: number) => `'${path}', line ${line}`;
  for (let from = 0, line = 1; from < text.length; line++) {
    const newline = text.indexOf('\n', from);
    const end = newline < 0 ? text.length : newline;
    const content = text.slice(from, end).trim();
    from = end + 1;
    if (content === '') continue;
    checkWhole(content, place(line));
    columns.add(objectOf(content, place(line), newline < 0), () => place(line));
    lines.push(line);
  }
  return inOrder(
    columns.table((row) => (row < 0 ? `'${path}'` : place(lines[row]!))),
    text,
  );
};

/** One list of objects. */
export const jsonList: Reader = async (bytes, path, { limit }) => {
  const columns = new Columns(limit);
  const text = textOf(bytes, path);
  const list = parse(text, `'${path}'`, '');
  checkWhole(text, `'${path}'`);
  if (!Array.isArray(list)) throw new TableError(`'${path}' must be a list of objects, not ${show(list)}`);
  const place = (row: number) => (row < 0 ? `'${path}'` : `'${path}', row ${row + 1}`);
  list.forEach((row, i) => {
    columns.add(checkObject(row, place(i)), () => place(i));
  });
  return inOrder(columns.table(place), text);
};

/** The texts and numbers of JSON; a text with a colon behind it names a cell. */
const tokens = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Refuses a whole number that JavaScript would read as another, as may be beyond 2^53. */
function checkWhole(text: string, place: string): void {
  if (!/\d{16}/.test(text)) return;
  for (const [token] of text.matchAll(tokens))
    if (isInexact(token))
      throw new TableError(
        `${place} has ${token}, which no number in double precision is: make it a text, or leave it out`,
      );
}

/** A table with its columns in the order of the text: objects put names that are whole numbers first. */
function inOrder(raw: RawTable, text: string): RawTable {
  if (!raw.names.some((name) => /^\d+$/.test(name))) return raw;
  const cells = new Map(raw.names.map((name, i) => [name, raw.cells[i]!]));
  const names = new Set<string>();
  for (const [, name, colon] of text.matchAll(tokens)) if (colon) names.add(JSON.parse(name!));
  return { ...raw, names: [...names], cells: [...names].map((name) => cells.get(name)!) };
}

function objectOf(text: string, place: string, isLast: boolean): object {
  return checkObject(parse(text, place, isLast ? '; it is the last one, and may have been cut off' : ''), place);
}

function parse(text: string, place: string, hint: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TableError(`${place} must be JSON: ${(error as Error).message}${hint}`, { cause: error });
  }
}

function checkObject(value: unknown, place: string): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TableError(`${place} must be an object with a value for each column, not ${show(value)}`);
}
