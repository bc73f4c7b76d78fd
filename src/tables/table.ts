import { platform } from '#platform';
import { isBlob, show } from '../base/check.js';
import { pathOf, type Source } from '../base/source.js';
import type { Samples } from '../core/samples.js';
import { checkOptions, type TableOptions } from './options.js';
import { fromRows, TableError } from './raw.js';
import { readTable } from './read.js';
import { tableSamples } from './samples.js';

/** Checks the options now, and reads the table when called; the signal says to leave off. */
export function tableOf(source: Source | readonly object[], options: TableOptions = {}) {
  if (typeof source !== 'string' && !isBlob(source) && !Array.isArray(source))
    throw new TypeError(`fromTable: a table must be the path of a file, a File or a list of rows, not ${show(source)}`);
  const checked = checkOptions(options);
  const isText = !Array.isArray(source) && /\.(csv|tsv|tab)(\.gz)?$/i.test(pathOf(source as Source));
  if (checked.delimiter !== undefined && !isText)
    throw new RangeError('fromTable: delimiter must be left out where the table is not of .csv, .tsv or .tab');
  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    try {
      const raw =
        typeof source === 'string' || isBlob(source)
          ? await readTable(source, checked, signal)
          : fromRows(source.slice(0, checked.count), checked.limit);
      signal?.throwIfAborted();
      yield tableSamples(raw, checked, (message) => platform.warn(`fromTable: ${message}`));
    } catch (error) {
      if (error instanceof TableError) throw new TableError(`fromTable: ${error.message}`, { cause: error.cause });
      throw error;
    }
  };
}
