import type { Compressors, FileMetaData } from 'hyparquet';
import type { Cell } from '../../values/table.js';
import { mostColumns, plainCell, TableError } from '../../values/tables/raw.js';
import { checkPages } from './parquet-pages.js';
import { load, type Reader } from './reader.js';
import { readStruct } from './thrift.js';

/** Parquet: its columns must be flat. */
export const parquet: Reader = async (bytes, path, { limit, columns, label }) => {
  const { parquetMetadata, parquetRead, snappyUncompress } = await load<typeof import('hyparquet')>(
    'hyparquet',
    '1',
    'a Parquet file',
  );
  const what = `'${path}'`;
  const place = (row: number) => (row < 0 ? what : `${what}, row ${row + 1}`);
  try {
    checkFooter(bytes);
    const metadata = parquetMetadata(bytes);
    const flat = flatColumns(metadata);
    const names = flat.map(({ name }) => name).filter((name) => !columns || columns.has(name) || name === label);
    const count = Number(metadata.num_rows);
    if (count * names.length * 8 > limit)
      throw new RangeError(`${count} rows of ${names.length} columns are more than \`limit\` allows, ${limit} bytes`);
    const compressors = bounded(await packed(metadata, names), limit, snappyUncompress);
    checkChunks(bytes, metadata, names, compressors);

    const read = new Map(names.map((name): [string, unknown[]] => [name, []]));
    await parquetRead({
      file: { byteLength: bytes.length, slice: (from, to) => new Uint8Array(bytes.subarray(from, to)).buffer },
      metadata,
      columns: names,
      compressors,
      onChunk({ columnName, columnData, rowStart }) {
        const column = read.get(columnName)!;
        for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
      },
    });
    const cells = new Map<string, Cell[]>();
    for (const [name, values] of read) {
      if (values.length !== count || values.includes(undefined)) throw new RangeError(`its column '${name}' is torn`);
      cells.set(
        name,
        values.map((value, row) => plainCell(value, () => `${place(row)}, column '${name}'`)),
      );
    }
    return {
      names: flat.map(({ name }) => name),
      cells: flat.map(({ name }) => cells.get(name) ?? []),
      count,
      textual: false,
      place,
    };
  } catch (error) {
    if (error instanceof TableError) throw error;
    throw new TableError(`${what} is no Parquet file that can be read, or is torn${reasonOf(error)}`, { cause: error });
  }
};

/** What an error says, unless it is one of the language: the reader has then looked where nothing is. */
function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return error instanceof TypeError || /^(Invalid|Offset|Start offset)\b/.test(message) ? '' : `: ${message}`;
}

const magic = 'PAR1';

/** Sees that what the file says of itself can be read. */
function checkFooter(bytes: Uint8Array): void {
  const at = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));
  if (bytes.length < 12 || at(0) !== magic || at(bytes.length - 4) !== magic)
    throw new RangeError(`it must begin and end with ${magic}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
  if (length > bytes.length - 12) throw new RangeError('it ends too early');
  readStruct(bytes.subarray(0, bytes.length - 8), bytes.length - 8 - length);
}

function flatColumns({ schema }: FileMetaData) {
  const [root, ...flat] = schema;
  if (flat.length > mostColumns) throw new RangeError(`a table has at most ${mostColumns} columns`);
  for (const { name, type, num_children, repetition_type } of flat)
    if (type === undefined || num_children || repetition_type === 'REPEATED')
      throw new RangeError(`its column '${name}' holds lists or groups: a table's columns must be flat`);
  if (root?.num_children !== flat.length || new Set(flat.map(({ name }) => name)).size !== flat.length)
    throw new RangeError('its columns must be flat, and have different names');
  return flat;
}

/** What unpacks the columns, beside Snappy. */
async function packed({ row_groups }: FileMetaData, names: readonly string[]): Promise<Compressors> {
  const codecs = row_groups.flatMap(({ columns }) =>
    columns
      .filter(({ meta_data }) => names.includes(meta_data?.path_in_schema[0] ?? ''))
      .map(({ meta_data }) => meta_data!.codec),
  );
  if (codecs.every((codec) => codec === 'UNCOMPRESSED' || codec === 'SNAPPY')) return {};
  const what = `a Parquet file with compression ${codecs.find((codec) => codec !== 'UNCOMPRESSED' && codec !== 'SNAPPY')}`;
  return (await load<typeof import('hyparquet-compressors')>('hyparquet-compressors', '1', what)).compressors;
}

/** Unpacks no page that is larger than the limit. */
function bounded(
  compressors: Compressors,
  limit: number,
  snappyUncompress: (input: Uint8Array, output: Uint8Array) => void,
): Compressors {
  const snappy = (input: Uint8Array, length: number) => {
    const output = new Uint8Array(length);
    snappyUncompress(input, output);
    return output;
  };
  return Object.fromEntries(
    Object.entries({ ...compressors, SNAPPY: snappy }).map(([codec, unpack]) => [
      codec,
      (input: Uint8Array, length: number) => {
        if (length > limit) throw new RangeError(`a page of it has ${length} bytes, and \`limit\` is ${limit}`);
        return unpack(input, length);
      },
    ]),
  );
}

function checkChunks(
  bytes: Uint8Array,
  { schema, row_groups, num_rows }: FileMetaData,
  names: readonly string[],
  compressors: Compressors,
): void {
  let rows = 0;
  for (const { columns, num_rows } of row_groups) {
    rows += Number(num_rows);
    for (const name of names) {
      const own = columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === name);
      const [meta] = own.map(({ meta_data }) => meta_data!);
      if (own.length !== 1 || !meta || meta.path_in_schema.length !== 1)
        throw new RangeError(`a part of it lacks the column '${name}'`);
      const element = schema.find((each) => each.name === name && each !== schema[0])!;
      if (meta.type !== element.type) throw new RangeError(`its column '${name}' is of two types`);
      const from = Number(meta.dictionary_page_offset || meta.data_page_offset);
      const length = Number(meta.total_compressed_size);
      if (!(from >= 4 && length >= 0 && from + length <= bytes.length))
        throw new RangeError(`its column '${name}' is not inside it`);
      checkPages({
        bytes: bytes.subarray(from, from + length),
        rows: Number(num_rows),
        isOptional: element.repetition_type !== 'REQUIRED',
        isBoolean: element.type === 'BOOLEAN',
        unpack(page, length) {
          if (meta.codec === 'UNCOMPRESSED') return page;
          const unpack = compressors[meta.codec];
          if (!unpack) throw new RangeError(`its compression, ${meta.codec}, is not known`);
          const unpacked = unpack(page, length);
          if (unpacked.length !== length) throw new RangeError('a page has another length than it says');
          return unpacked;
        },
      });
    }
  }
  if (rows !== Number(num_rows)) throw new RangeError(`it has ${rows} rows and says ${num_rows}`);
}
