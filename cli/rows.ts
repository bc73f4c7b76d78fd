import type { Manifold, Samples, TableRow } from 'kaleidoflow';
import type { Cell } from '../src/core/table.js';
import { numberOf } from '../src/tables/forms.js';
import { giving } from '../src/tables/given.js';
import type { GivenRowsOptions } from '../src/tables/known-rows.js';
import { isNumberText } from '../src/tables/numbers.js';
import { checkOptions } from '../src/tables/options.js';
import { type RawTable, TableError } from '../src/tables/raw.js';
import { readTable } from '../src/tables/read.js';
import { tableRows } from '../src/tables/rows.js';
import type { Rows } from '../src/tables/text.js';
import { withoutUnknown } from '../src/tables/unknown.js';
import { type Asked, UsageError } from './command.js';
import { textOptions } from './data.js';

/** Rows of which what is missing is to be imputed, or attributes of which what is missing is left to the chains. */
export interface GivenRows {
  /** The manifold that is given them. */
  give(manifold: Manifold): Manifold;
  /** The file that they come from. */
  readonly file?: RawTable;
}

/** What `--given` says: JSON, the path of a table, or - for one on standard input. */
export async function givenRows(asked: Asked): Promise<GivenRows | undefined> {
  const text = asked.text('given');
  if (text === undefined) return undefined;
  if (/^\s*[[{]/.test(text)) {
    const rows = inJson(text);
    return { give: (manifold) => givingRows(rows, manifold, {})(manifold) };
  }
  const file = await readTable(text === '-' ? await standardInput() : text, checkOptions(textOptions(asked))).catch(
    (error) => {
      throw error instanceof TableError ? new TableError(`--given: ${error.message}`) : error;
    },
  );
  if (file.count === 0) throw new TableError(`--given: ${file.place(-1)} has no rows`);
  const known = withoutUnknown(file, asked.texts('unknown') ?? [], (said) =>
    process.stderr.write(`--given: ${said}\n`),
  );
  return { file: known, give: (manifold) => giveFile(known, manifold) };
}

function inJson(text: string): TableRow[] {
  try {
    return [JSON.parse(text)].flat();
  } catch (error) {
    throw new UsageError(`--given must be a row, or rows, in JSON: ${(error as Error).message}`);
  }
}

/** Rows are those of the table that was learned, or attributes of what was. */
const givingRows = (rows: readonly TableRow[], { table, attributeUnits }: Manifold, options: GivenRowsOptions) =>
  attributeUnits && !table ? giving({ attributes: rows }) : giving(rows, options);

/** CSV, or JSON where it begins like that. */
async function standardInput(): Promise<File> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const [first] = /[^\s\ufeff]/.exec(bytes.toString('utf8', 0, 1000)) ?? [];
  return new File([bytes], `standard input.${first === '{' ? 'jsonl' : first === '[' ? 'json' : 'csv'}`);
}

function giveFile(file: RawTable, manifold: Manifold): Manifold {
  try {
    return givingRows(rowsOf(file, manifold), manifold, { outside: 'clamp' })(manifold);
  } catch (error) {
    const { message } = error as Error;
    throw new TableError(
      message.replace(/^given: (?:rows|attributes)\[(\d+)\]/, (_, row) => `--given: ${file.place(Number(row))}`),
    );
  }
}

/** The rows of a file, with the columns that a manifold has learned. */
function rowsOf({ names, cells, count, textual, place }: RawTable, manifold: Manifold): TableRow[] {
  const { labelUnits, table = manifold.attributeUnits } = manifold;
  if (!table) throw new TableError('--given: MODEL has learned no table and no attributes');
  const { columns, label } = table;
  const learned = [...columns, ...(label && labelUnits ? [{ name: label.name }] : [])];
  const known = learned.filter(({ name }) => names.includes(name));
  if (known.length === 0)
    throw new TableError(
      `--given: ${place(-1)} has none of the columns that MODEL has learned, ${learned.map(({ name }) => name).join(', ')}`,
    );
  let beyond = 0;
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(
      known.map((column): [string, Cell] => {
        const cell = cells[names.indexOf(column.name)]![row]!;
        if (!('range' in column) || cell === null) return [column.name, cell];
        const plain = textual && isNumberText(String(cell)) ? Number(cell) : cell;
        const number = numberOf(column, plain);
        if (number !== undefined && (number < column.range[0] || number > column.range[1])) beyond++;
        return [column.name, plain];
      }),
    ),
  );
  const empty = names.filter((name, i) => !known.some((column) => column.name === name) && cells[i]!.includes(null));
  if (empty.length > 0)
    process.stderr.write(`MODEL has not learned ${empty.join(', ')}: cells that are empty there stay so\n`);
  if (beyond > 0)
    process.stderr.write(
      `${beyond} ${beyond > 1 ? 'numbers are' : 'number is'} beyond what MODEL has learned: the nearest is given in place of each\n`,
    );
  return rows;
}

/**
 * A file's own cells as they stand there, and in those that were empty what samples say, in its columns and their order.
 * @param areTyped Numbers of columns that are of numbers are numbers, also where they were read as texts.
 */
export function filled({ names, cells, count }: RawTable, samples: Samples, areTyped: boolean): Rows {
  const imputed = tableRows(samples);
  const cell = (row: number, column: number): Cell => {
    const own = cells[column]![row]!;
    const said = imputed[row]![names[column]!] ?? null;
    return areTyped ? (said ?? own) : (own ?? said);
  };
  return { names, rows: Array.from({ length: count }, (_, row) => names.map((_, column) => cell(row, column))) };
}
