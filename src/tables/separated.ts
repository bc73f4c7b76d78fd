import { platform } from '#platform';
import { show } from '../base/check.js';
import { loadPackage } from '../platform/load-package.js';
import { findDelimiter, looksDelimited, nameOf, newlineOf, saidDelimiter } from './delimiter.js';
import { mostColumns, TableError } from './raw.js';
import { type Reader, textOf } from './reader.js';

/** Lines of cells with something between them; the first line has the names of the columns. */
export const separated =
  (usual: string): Reader =>
  async (bytes, path, options) => {
    const whole = textOf(bytes, path);
    const { default: papaparse } = await loadPackage<typeof import('papaparse')>(
      'fromTable',
      'papaparse',
      '5',
      'a file of separated values',
    );
    const { said, text } = saidDelimiter(whole);
    const delimiter = options.delimiter ?? said ?? findDelimiter(text, usual, papaparse);
    if (!(options.delimiter ?? said) && delimiter !== usual)
      platform.warn(
        `fromTable: '${path}' has ${nameOf(delimiter)} between its cells, and not ${nameOf(usual)}: \`delimiter\` says another`,
      );
    const lines: number[] = [];
    const place = (line: number) => `'${path}', line ${line}`;
    let names: string[] | undefined;
    let cells: (string | null)[][] = [];
    let areBare = true;
    let [at, line] = [0, said === undefined ? 1 : 2];
    papaparse.parse(text, {
      delimiter,
      newline: newlineOf(text),
      step({ data, errors, meta }) {
        const [from, here] = [at, line];
        for (; at < meta.cursor; at++) {
          const code = text.charCodeAt(at);
          if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) line++;
        }
        if (errors[0]) throw new TableError(`${place(here)}: ${errors[0].message}`);
        if (text.slice(from, at).trim() === '' && data.length === 1) return;
        const row = cellsOf(data, text, from, delimiter, () => place(here));
        if (!names) {
          names = checkNames(row, place(here));
          cells = names.map(() => []);
          return;
        }
        if (row.length !== names.length)
          throw new TableError(
            `${place(here)} must have ${names.length} cells, as the first line, not ${row.length}${at >= text.length ? '; it is the last one, and may have been cut off' : ''}`,
          );
        areBare &&= text[from] !== '"';
        row.forEach((cell, column) => {
          cells[column]!.push(cell === '' ? null : cell);
        });
        lines.push(here);
      },
    });
    if (!names) throw new TableError(`'${path}' is empty: its first line must name the columns`);
    const other =
      names.length === 1 && areBare && options.delimiter === undefined && looksDelimited(cells[0]!, delimiter);
    if (other)
      throw new TableError(
        `'${path}' has one column, and ${nameOf(other)} as often in each of its cells: say \`delimiter: ${show(other)}\`, or \`delimiter: ${show(delimiter)}\` if it is one column`,
      );
    return {
      names,
      cells,
      count: lines.length,
      textual: true,
      place: (row) => (row < 0 ? `'${path}'` : place(lines[row]!)),
    };
  };

/** The cells of a line that begins there: as they are between quotes, else without the spaces around them. */
function cellsOf(data: string[], text: string, from: number, delimiter: string, place: () => string): string[] {
  let at = from;
  return data.map((cell, i) => {
    const isQuoted = text[at] === '"';
    const isLast = i === data.length - 1;
    const end = at + cell.length + (isQuoted ? cell.split('"').length + 1 : 0);
    if (!isLast) at = text.indexOf(delimiter, end) + delimiter.length;
    if (isQuoted) return cell;
    if (/[\r\n]/.test(isLast ? cell.replace(/\r+$/, '') : cell))
      throw new TableError(
        `${place()} has an end of a line within that is another than the first line's: let all lines end alike`,
      );
    return cell.trim();
  });
}

function checkNames(names: string[], place: string): string[] {
  if (names.length > mostColumns) throw new TableError(`${place}: a table has at most ${mostColumns} columns`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name))
      throw new TableError(`${place}: the columns must have different names, and two are ${show(name)}`);
    seen.add(name);
  }
  return names;
}
