import type { Samples } from '../src/core/samples.js';
import type { RowOf } from '../src/core/table.js';
import type { TableOptions } from '../src/tables/options.js';
import { tableOf } from '../src/tables/table.js';
import { type Source, source as sourceOf } from './lift/rxjs/lift.js';

/**
 * The rows of a table, of numbers and categories, as samples: a number becomes units from -1 to 1, by rank among the training
 * rows unless `scale` says another way; a category becomes a unit for each that there is, and all are repeated (`copies`).
 * The samples keep as `table` what their units mean, as plain data, so `toTable` gives rows again and `given` takes them.
 * An empty cell is not known, and is neither learned from nor given. Dates, percentages and sums of money are numbers too, which
 * come back as they were written; a Date comes back as ISO text. What is likely meant otherwise is a warning: a delimiter that is
 * not that of the file's name, an index of pandas, an `unknown` that no cell is. Rows to be compared
 * with others, held out or given, are read by `like`, as each table has ranks and categories of its own. Beyond the paper.
 *
 * @param source The path of a file, .csv, .tsv or .tab (these need `papaparse`), .parquet (which needs `hyparquet`), .jsonl or
 * .ndjson with an object a line, or .json with a list of objects, gzipped or not, in browsers its address; a File of such a name;
 * or rows, as plain objects by the names of the columns. Read anew each time.
 * @returns One `Samples` of shape [units] and range [-1, 1].
 * @throws TypeError or RangeError for options that are not allowed, at once. In the stream: Error for a file that cannot be
 * read or a library that is missing; RangeError, with the file, the line, the column and the cell, for what is no table: lines
 * of different lengths, columns that are partly numbers, whole numbers that double precision changes, more than 100 categories,
 * a category that `like` does not have, more bytes than `limit`.
 * @example
 * ```ts
 * const penguins = [
 *   { species: 'Adelie', island: 'Dream', mass: 3250 },
 *   { species: 'Gentoo', island: 'Biscoe', mass: 5000 },
 *   { species: 'Gentoo', island: 'Biscoe', mass: null },
 * ];
 * fromTable(penguins, { columns: ['island', 'mass'], label: 'species' }).pipe(
 *   withLabels(),
 *   trainManifold({ depth: 3, width: 192, steps: 300, blend: [0.3, 1], schedule: 'cosine', given: 0.5 }),
 *   given({ label: 1 }), // Gentoo
 *   withTurns({ every: 32, step: 0.05, share: 1 }),
 *   kaleidoscope({ chains: 10 }),
 *   thin(32),
 *   toTable(),
 * );
 * ```
 */
export function fromTable<Row extends RowOf<Row>>(
  source: string | Blob | readonly Row[],
  options?: TableOptions,
): Source<Samples> {
  return sourceOf(tableOf(source, options));
}
