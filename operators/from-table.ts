import type { Samples } from '../src/core/samples.js';
import type { RowOf } from '../src/core/table.js';
import type { TableOptions } from '../src/tables/options.js';
import { tableOf } from '../src/tables/table.js';
import { type Source, source as sourceOf } from './lift/rxjs/lift.js';

/**
 * Reads the rows of a table, of numbers and categories, as samples: a number becomes units from -1 to 1, by rank among
 * the training rows unless `scale` says otherwise; a category becomes one unit per value, and all are repeated
 * (`copies`). The samples' `table` says what their units mean, as plain data, so `toTable` returns rows again and
 * `given` takes them. An empty cell is unknown, and neither learned from nor given. Dates, percentages and sums of
 * money are numbers too, and come back as they were written; a Date comes back as ISO text. A warning names what is
 * probably a mistake: a delimiter that does not fit the file's extension, an index of pandas, an `unknown` that no cell
 * has. Read rows to be compared with others, held out or given, with `like`, since each table has its own ranks and
 * categories. Beyond the paper.
 *
 * @param source The path of a file, .csv, .tsv or .tab (these need `papaparse`), .parquet (which needs `hyparquet`),
 * .jsonl or .ndjson with an object per line, or .json with a list of objects, gzipped or not, in browsers its URL; a
 * File of such a name; or rows, as plain objects keyed by column name. Read anew for each subscription.
 * @returns One `Samples` of shape [units] and range [-1, 1].
 * @throws TypeError or RangeError for options that are not allowed, at once. In the stream: Error for a file that
 * cannot be read or a library that is missing; RangeError, with the file, the line, the column and the cell, for what
 * is no table: lines of different lengths, columns that are partly numbers, integers that double precision would
 * change, more than 100 categories, a category that `like` does not have, more bytes than `limit`.
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
