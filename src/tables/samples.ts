import { legible } from '../base/json.js';
import type { Samples } from '../core/samples.js';
import { tableSize, unitsOf } from '../core/table.js';
import { writeCell } from './encode.js';
import { fit } from './fit.js';
import { fitLike } from './like.js';
import type { CheckedOptions } from './options.js';
import { type RawTable, TableError } from './raw.js';

/**
 * How far the units of a category go when they are learned. At the very ends of the range the bounded output of f is flat, and rare categories
 * would hardly move it: chains would say none of them (LeCun et al. 1998, *Efficient BackProp*, 4.5). What is given goes all the way, and so is
 * heeded more.
 */
const reach = 0.9;

/** The rows of a table as samples: a unit or more for each column, and none given where a cell is empty. */
export function tableSamples(raw: RawTable, options: CheckedOptions, warn: (what: string) => void): Samples {
  const { like } = options;
  const { table, columns, labels } = like ? fitLike(raw, options, like, warn) : fit(raw, options, warn);
  const { count } = raw;
  const size = tableSize(table);
  const bytes = count * size * Float32Array.BYTES_PER_ELEMENT;
  if (bytes > options.limit)
    throw new TableError(
      `${raw.place(-1)}: ${count} rows of ${size} units need ${bytes} bytes, and \`limit\` is ${options.limit}: take fewer columns or copies`,
    );
  const values = new Float32Array(count * size);
  let known: Uint8Array | undefined;
  for (const { column, cells } of columns)
    cells.forEach((cell, i) => {
      if (cell !== null) writeCell(values.subarray(i * size, (i + 1) * size), column, cell, reach);
      else {
        known ??= new Uint8Array(values.length).fill(1);
        known.fill(0, i * size + column.from, i * size + column.from + unitsOf(column));
      }
    });
  return legible({
    values,
    count,
    shape: [size],
    range: [-1, 1],
    ...(labels && { labels, labelNames: table.label!.categories.map(String) }),
    table,
    ...(known && { known }),
  });
}
