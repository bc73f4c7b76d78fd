import { show } from '../../values/check.js';
import { mostColumns, TableError } from '../../values/tables/raw.js';
import { load, type Reader, textOf } from './reader.js';

/** Lines of cells with something between them; the first line has the names of the columns. */
export const separated =
  (usual: string): Reader =>
  async (bytes, path, { delimiter = usual }) => {
    const text = textOf(bytes, path);
    const { default: papaparse } = await load<typeof import('papaparse')>(
      'papaparse',
      '5',
      'a file of separated values',
    );
    const lines: number[] = [];
    const place = (line: number) => `'${path}', line ${line}`;
    let names: string[] | undefined;
    let cells: (string | null)[][] = [];
    let [at, line] = [0, 1];
    papaparse.parse(text, {
      delimiter,
      step({ data, errors, meta }) {
        const here = line;
        for (; at < meta.cursor; at++) {
          const code = text.charCodeAt(at);
          if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) line++;
        }
        if (errors[0]) throw new TableError(`${place(here)}: ${errors[0].message}`);
        if (data.length === 1 && data[0]!.trim() === '' && names?.length !== 1) return;
        if (!names) {
          names = checkNames(data, place(here));
          cells = names.map(() => []);
          return;
        }
        if (data.length === 1 && data[0] === '' && at >= text.length && here === line) return;
        if (data.length !== names.length)
          throw new TableError(
            `${place(here)} must have ${names.length} cells, as the first line, not ${data.length}${at >= text.length ? '; it is the last one, and may have been cut off' : ''}`,
          );
        data.forEach((cell, column) => {
          cells[column]!.push(cell.trim() === '' ? null : cell);
        });
        lines.push(here);
      },
    });
    if (!names) throw new TableError(`'${path}' is empty: its first line must name the columns`);
    return {
      names,
      cells,
      count: lines.length,
      textual: true,
      place: (row) => (row < 0 ? `'${path}'` : place(lines[row]!)),
    };
  };

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
