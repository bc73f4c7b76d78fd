import type { Samples } from '../src/core/samples.js';
import type { TableRow } from '../src/core/table.js';
import { tableRows } from '../src/tables/rows.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Turns draws, or samples, of a table back into rows: plain objects keyed by column name, in the table's own units and
 * categories. A number is the mean of its units, with its scaling inverted, rounded to as many decimals as the table
 * had; dates, percentages and sums of money are texts in the table's format; a category is that of the highest units.
 * An unknown cell is null; a `given` one is as it was given. The label comes last, if it was learned. `table.columns`
 * of the draw has the order of the columns; an object puts names that are whole numbers first.
 *
 * @returns An array of rows for each draw, one for each chain.
 * @throws TypeError for draws that are not of a table, in the stream.
 * @example
 * ```ts
 * fromTable([{ length: 5.1, kind: 'setosa' }, { length: 6.4, kind: 'virginica' }]).pipe(
 *   trainManifold({ depth: 3, width: 192, steps: 300, blend: [0.3, 1], schedule: 'cosine' }),
 *   withTurns({ every: 32, step: 0.05, share: 1 }),
 *   kaleidoscope({ chains: 3 }),
 *   thin(32),
 *   take(1),
 *   toTable(), // [{ length: 5.4, kind: 'setosa' }, …]
 * );
 * ```
 */
export function toTable(): Operator<Samples, TableRow[]> {
  return mapped(tableRows);
}
