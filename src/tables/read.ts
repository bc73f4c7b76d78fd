import { platform } from '#platform';
import { nameOf, pathOf, read, type Source, unreadable } from '../base/source.js';
import { jsonLines, jsonList } from './json.js';
import type { CheckedOptions } from './options.js';
import { parquet } from './parquet.js';
import { type RawTable, TableError } from './raw.js';
import type { Reader } from './reader.js';
import { separated } from './separated.js';

const readers: Readonly<Record<string, Reader>> = {
  csv: separated(','),
  tsv: separated('\t'),
  tab: separated('\t'),
  jsonl: jsonLines,
  ndjson: jsonLines,
  json: jsonList,
  parquet,
};

/** Reads a file of any of the known kinds, by the end of its name. */
export async function readTable(source: Source, options: CheckedOptions, signal?: AbortSignal): Promise<RawTable> {
  const [path, name] = [pathOf(source), nameOf(source)];
  if (path === '')
    throw new TableError(
      "a Blob has no name, which tells what kind of table it is: make it a File, with such as 'table.csv'",
    );
  const [, kind = '', gzip] = /\.([a-z]+)(\.gz)?$/i.exec(path) ?? [];
  const reader = Object.hasOwn(readers, kind.toLowerCase()) ? readers[kind.toLowerCase()] : undefined;
  if (!reader)
    throw new TableError(`'${name}' must end in .${Object.keys(readers).join(', .')}, or one of these and .gz`);
  const failed = (error: Error): never => {
    throw unreadable('fromTable', `'${name}'`, error);
  };
  let bytes = await read(source, options.limit, signal).catch((error: Error) => {
    if (error instanceof RangeError) throw new TableError(`'${name}' is beyond \`limit\`: ${error.message}`);
    return failed(error);
  });
  signal?.throwIfAborted();
  if (gzip) {
    bytes = await platform.unpack('gzip', bytes, options.limit + 1).catch(failed);
    if (bytes.length > options.limit)
      throw new TableError(`'${name}' is beyond \`limit\`: it has more than ${options.limit} bytes, unpacked`);
  }
  signal?.throwIfAborted();
  const raw = await reader(bytes, name, options);
  const count = Math.min(raw.count, options.count ?? raw.count);
  return { ...raw, count, cells: raw.cells.map((column) => column.slice(0, count)) };
}
