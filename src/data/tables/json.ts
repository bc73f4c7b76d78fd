import { show } from '../../values/check.js';
import { Columns, TableError } from '../../values/tables/raw.js';
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
    columns.add(objectOf(content, place(line), newline < 0), () => place(line));
    lines.push(line);
  }
  return columns.table((row) => (row < 0 ? `'${path}'` : place(lines[row]!)));
};

/** One list of objects. */
export const jsonList: Reader = async (bytes, path, { limit }) => {
  const columns = new Columns(limit);
  const list = parse(textOf(bytes, path), `'${path}'`, '');
  if (!Array.isArray(list)) throw new TableError(`'${path}' must be a list of objects, not ${show(list)}`);
  const place = (row: number) => (row < 0 ? `'${path}'` : `'${path}', row ${row + 1}`);
  list.forEach((row, i) => {
    columns.add(checkObject(row, place(i)), () => place(i));
  });
  return columns.table(place);
};

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
