import type { Compressors, FileMetaData, SchemaElement, SchemaTree } from 'hyparquet';
import { platform } from '#platform';
import type { Cell } from '../../values/table.js';
import { mostColumns, plainCell, TableError } from '../../values/tables/raw.js';
import { cellsOf } from './parquet-cells.js';
import { checkPages } from './parquet-pages.js';
import { load, type Reader } from './reader.js';
import { Input } from './thrift.js';

/** Parquet: the columns that are learned must be flat. */
export const parquet: Reader = async (bytes, path, { limit, columns, label }) => {
  const { parquetMetadata, parquetRead, parquetSchema, snappyUncompress } = await load<typeof import('hyparquet')>(
    'hyparquet',
    '1',
    'a Parquet file',
  );
  const what = `'${path}'`;
  const place = (row: number) => (row < 0 ? what : `${what}, row ${row + 1}`);
  try {
    checkFooter(bytes);
    const metadata = parquetMetadata(bytes, { geoparquet: false });
    const isNamed = (name: string) => name === label || (columns?.has(name) ?? false);
    const { flat, nested } = columnsOf(parquetSchema(metadata));
    for (const name of nested)
      if (isNamed(name))
        throw new TableError(`${what}: column '${name}' holds lists or groups, and a cell is one value: leave it out`);
    if (nested.length > 0 && !columns)
      warn(`${what}: left out, as a cell is one value, and these hold lists or groups: '${nested.join("', '")}'`);
    const read = flat.filter(({ name }) => !columns || isNamed(name));
    const index = columns ? [] : pandasIndex(metadata);
    for (const { name } of read)
      if (index.includes(name))
        warn(`${what}: column '${name}' is the index of a pandas table, and is learned as all others: see \`columns\``);

    const count = Number(metadata.num_rows);
    if (count * read.length * 8 > limit)
      throw new RangeError(`${count} rows of ${read.length} columns are more than \`limit\` allows, ${limit} bytes`);
    const compressors = await compressorsOf(metadata, read, snappyUncompress);
    const cells = new Map<string, Cell[]>();
    for (const column of read) {
      const { name } = column;
      checkChunks(bytes, metadata, column, compressors, limit);
      const { cell, ...reading } = cellsOf(column, `${what}: column '${name}'`);
      const values: unknown[] = [];
      await parquetRead({
        file: { byteLength: bytes.length, slice: (from, to) => new Uint8Array(bytes.subarray(from, to)).buffer },
        metadata,
        columns: [name],
        compressors,
        ...reading,
        onChunk({ columnData, rowStart }) {
          for (let i = 0; i < columnData.length; i++) values[rowStart + i] = columnData[i];
        },
      });
      if (values.length !== count || values.includes(undefined)) throw new RangeError(`its column '${name}' is torn`);
      cells.set(
        name,
        values.map((value, row) => plainCell(cell(value), () => `${place(row)}, column '${name}'`)),
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

const warn = (message: string) => platform.warn(`fromTable: ${message}`);

/** What an error says, unless it is one of the language: the reader has then looked where nothing is. */
function reasonOf(error: unknown): string {
  const { message } = error as Error;
  return error instanceof TypeError || /^(Invalid|Offset|Start offset|Maximum call|Array buffer)\b/.test(message)
    ? ''
    : `: ${message}`;
}

const magic = 'PAR1';

/** Sees that what the file says of itself can be read. */
function checkFooter(bytes: Uint8Array): void {
  const at = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));
  if (bytes.length < 12 || at(0) !== magic || at(bytes.length - 4) !== magic)
    throw new RangeError(`it must begin and end with ${magic}`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
  if (length > bytes.length - 12) throw new RangeError('it ends too early');
  new Input(bytes.subarray(0, -8), bytes.length - 8 - length).struct();
}

/** The columns whose cells are values, and the names of all others. */
function columnsOf({ children }: SchemaTree): { flat: SchemaElement[]; nested: string[] } {
  if (children.length > mostColumns) throw new RangeError(`a table has at most ${mostColumns} columns`);
  const isFlat = ({ element: { type, repetition_type }, children }: SchemaTree) =>
    type !== undefined && children.length === 0 && repetition_type !== 'REPEATED';
  if (new Set(children.map(({ element }) => element.name)).size !== children.length)
    throw new RangeError('its columns must have different names');
  return {
    flat: children.filter(isFlat).map(({ element }) => element),
    nested: children.filter((child) => !isFlat(child)).map(({ element }) => element.name),
  };
}

/** The columns that pandas takes for names of the rows. */
function pandasIndex({ key_value_metadata }: FileMetaData): readonly unknown[] {
  try {
    const said = JSON.parse(key_value_metadata?.find(({ key }) => key === 'pandas')?.value ?? '{}');
    return Array.isArray(said.index_columns) ? said.index_columns : [];
  } catch {
    return [];
  }
}

/** What unpacks the columns. */
async function compressorsOf(
  { row_groups }: FileMetaData,
  read: readonly SchemaElement[],
  snappyUncompress: (input: Uint8Array, output: Uint8Array) => void,
): Promise<Compressors> {
  const names = read.map(({ name }) => name);
  const codec = row_groups
    .flatMap(({ columns }) => columns.filter(({ meta_data }) => names.includes(meta_data?.path_in_schema[0] ?? '')))
    .map(({ meta_data }) => meta_data!.codec)
    .find((codec) => codec !== 'UNCOMPRESSED' && codec !== 'SNAPPY');
  const loaded =
    codec &&
    (await load<typeof import('hyparquet-compressors')>(
      'hyparquet-compressors',
      '1',
      `a Parquet file with compression ${codec}`,
    ));
  const snappy = (page: Uint8Array, length: number) => {
    const output = new Uint8Array(length);
    snappyUncompress(page, output);
    return output;
  };
  const all: Compressors = { ...loaded?.compressors, UNCOMPRESSED: (page) => page, SNAPPY: snappy };
  // Of no bytes at all, some give an error.
  return Object.fromEntries(
    Object.entries(all).map(([codec, unpack]) => [
      codec,
      (page: Uint8Array, length: number) => (length === 0 ? new Uint8Array() : unpack(page, length)),
    ]),
  );
}

/** Sees that the parts of a column are inside the file, and that its pages unpack to no more than the limit. */
function checkChunks(
  bytes: Uint8Array,
  { row_groups, num_rows }: FileMetaData,
  { name, type, repetition_type }: SchemaElement,
  compressors: Compressors,
  limit: number,
): void {
  let [rows, packed, unpacked] = [0, 0, 0];
  for (const group of row_groups) {
    const own = group.columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === name);
    const meta = own[0]?.meta_data;
    if (own.length !== 1 || meta?.type !== type) throw new RangeError(`a part of it lacks the column '${name}'`);
    const from = Number(meta!.dictionary_page_offset || meta!.data_page_offset);
    const length = Number(meta!.total_compressed_size);
    packed += length;
    rows += Number(group.num_rows);
    if (group.num_rows < 0 || rows > num_rows)
      throw new RangeError(`it has ${rows} rows or more, and says ${num_rows}`);
    if (!(from >= 4 && length >= 0 && from + length <= bytes.length && packed <= bytes.length))
      throw new RangeError(`its column '${name}' is not inside it`);
    const unpack = compressors[meta!.codec];
    if (!unpack) throw new RangeError(`its compression, ${meta!.codec}, is not known`);
    checkPages(bytes.subarray(from, from + length), Number(group.num_rows), {
      isOptional: repetition_type !== 'REQUIRED',
      type: type!,
      unpack(page, length) {
        unpacked += length;
        if (unpacked > limit)
          throw new RangeError(`the pages of column '${name}' unpack to more than \`limit\`, ${limit} bytes`);
        return unpack(page, length);
      },
    });
  }
}
