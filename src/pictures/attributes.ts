import { isBlob, show } from '../base/check.js';
import { pathOf, type Source } from '../base/source.js';
import type { Cell, TableRow } from '../core/table.js';
import { isCode, isInexact, isNumberText } from '../tables/numbers.js';
import { checkOptions } from '../tables/options.js';
import { fromRows, type RawTable, TableError } from '../tables/raw.js';
import { readTable } from '../tables/read.js';

/** The column that names the picture of a row, as the `metadata.csv` of an ImageFolder has it. */
const fileName = 'file_name';

/** Of each picture its row of a table, without its name. */
export async function attributesOf(
  table: Source | readonly object[],
  pictures: readonly Source[],
  signal: AbortSignal | undefined,
): Promise<TableRow[]> {
  try {
    const options = checkOptions({}, 'fromImages: attributes');
    const isFile = typeof table === 'string' || isBlob(table);
    const raw = isFile ? await readTable(table, options, signal) : fromRows(table, options.limit);
    const rows = rowsByName(raw);
    return pictures.map((picture) => {
      const parts = pathOf(picture).split('/');
      const row = parts.map((_, i) => rows.get(parts.slice(i).join('/'))).find((row) => row !== undefined);
      if (row) return row;
      throw new TableError(`${raw.place(-1)} has no row whose ${fileName} is ${show(parts.at(-1))}`);
    });
  } catch (error) {
    if (error instanceof TableError) throw new TableError(`fromImages: attributes: ${error.message}`, { cause: error });
    throw error;
  }
}

function rowsByName(raw: RawTable): ReadonlyMap<string, TableRow> {
  const files = raw.cells[raw.names.indexOf(fileName)];
  if (!files)
    throw new TableError(
      `${raw.place(-1)} must have a column '${fileName}', which names the picture of each row; there are ${raw.names.map(show).join(', ')}`,
    );
  const columns = raw.names.flatMap((name, i) =>
    name === fileName ? [] : [[name, raw.textual ? typed(raw.cells[i]!) : raw.cells[i]!] as const],
  );
  const rows = new Map<string, TableRow>();
  files.forEach((file, row) => {
    const name = String(file);
    if (rows.has(name)) throw new TableError(`${raw.place(row)} is of ${show(name)}, as an earlier row is`);
    rows.set(name, Object.fromEntries(columns.map(([name, cells]) => [name, cells[row]!])));
  });
  return rows;
}

/** The texts of a column as numbers, where all of them are some. */
function typed(cells: readonly Cell[]): readonly Cell[] {
  const isNumber = (cell: Cell) =>
    cell === null || (isNumberText(String(cell)) && !isCode(String(cell)) && !isInexact(String(cell)));
  return cells.every(isNumber) ? cells.map((cell) => (cell === null ? null : Number(cell))) : cells;
}
