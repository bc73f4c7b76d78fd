import { platform } from '#platform';
import type { CheckedOptions } from '../../values/tables/options.js';
import { type RawTable, TableError } from '../../values/tables/raw.js';
import { jsonLines, jsonList } from './json.js';
import { parquet } from './parquet.js';
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
export async function readTable(path: string, options: CheckedOptions, signal?: AbortSignal): Promise<RawTable> {
  const [, kind = '', gzip] = /\.([a-z]+)(\.gz)?$/i.exec(path) ?? [];
  const read = Object.hasOwn(readers, kind.toLowerCase()) ? readers[kind.toLowerCase()] : undefined;
  if (!read)
    throw new TableError(`'${path}' must end in .${Object.keys(readers).join(', .')}, or one of these and .gz`);
  const failed = (error: Error): never => {
    throw new Error(`fromTable: '${path}' cannot be read: ${error.message}`, { cause: error });
  };
  const size = (await platform.files.stat(path).catch(failed))?.bytes ?? 0;
  if (size > options.limit) throw tooLarge(path, size, options.limit);
  signal?.throwIfAborted();
  let bytes = await platform.files.read(path, options.limit, signal).catch(failed);
  signal?.throwIfAborted();
  if (gzip) {
    bytes = await platform.gunzip(bytes, options.limit + 1).catch(failed);
    if (bytes.length > options.limit) throw tooLarge(path, bytes.length, options.limit);
  }
  signal?.throwIfAborted();
  return read(bytes, path, options);
}

const tooLarge = (path: string, size: number, limit: number) =>
  new TableError(`'${path}' has ${size} bytes or more, and \`limit\` is ${limit}`);
