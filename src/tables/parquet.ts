import type { FileMetaData, RowGroup, SchemaElement, SchemaTree } from 'hyparquet';
import { platform } from '#platform';
import type { Cell } from '../core/table.js';
import { loadPackage } from '../platform/load-package.js';
import { cellsOf } from './parquet-cells.js';
import { unpackerOf } from './parquet-codecs.js';
import { unpackPages } from './parquet-pages.js';
import { mostColumns, plainCell, TableError } from './raw.js';
import type { Reader } from './reader.js';
import { Input } from './thrift.js';

/** Parquet: the columns that are learned must be flat. */
export const parquet: Reader = async (bytes, path, { limit, columns, label }) => {
  const { parquetMetadata, parquetRead, parquetSchema } = await loadPackage<typeof import('hyparquet')>(
    'fromTable',
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
    const cells = new Map<string, Cell[]>();
    for (const column of read) {
      const { name } = column;
      const { cell, ...reading } = cellsOf(column, `${what}: column '${name}'`);
      const values: unknown[] = [];
      let [left, packed] = [limit, 0];
      for (const group of metadata.row_groups) {
        const { codec, part } = partOf(bytes, group, column, count - values.length);
        packed += part.length;
        if (packed > bytes.length) throw new RangeError(`its column '${name}' is longer than the file`);
        const unpack = await unpackerOf(codec);
        if (!unpack) throw new RangeError(`its compression, ${codec}, is not known`);
        const pages = await unpackPages(part, Number(group.num_rows), column, (page, length) => {
          left -= length;
          if (left < 0)
            throw new RangeError(`the pages of column '${name}' unpack to more than \`limit\`, ${limit} bytes`);
          return unpack(page, length);
        });
        await parquetRead({
          file: { byteLength: bytes.length, slice: (from, to) => new Uint8Array(bytes.subarray(from, to)).buffer },
          metadata: { ...metadata, row_groups: [group] },
          columns: [name],
          compressors: {
            [codec]: (_: Uint8Array, length: number) => (length === 0 ? undefined : pages.shift()) ?? new Uint8Array(),
          },
          ...reading,
          onChunk({ columnData }) {
            for (const value of columnData) values.push(value);
          },
        });
      }
      if (values.length !== count) throw new RangeError(`its column '${name}' is torn`);
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

/** A part of a column: its bytes, seen to be inside the file, and how they are compressed. */
function partOf(bytes: Uint8Array, group: RowGroup, { name, type }: SchemaElement, rows: number) {
  const own = group.columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === name);
  const meta = own[0]?.meta_data;
  if (own.length !== 1 || meta?.type !== type) throw new RangeError(`a part of it lacks the column '${name}'`);
  if (group.num_rows < 0 || group.num_rows > rows) throw new RangeError('it has more rows than it says');
  const from = Number(meta!.dictionary_page_offset || meta!.data_page_offset);
  const length = Number(meta!.total_compressed_size);
  if (!(from >= 4 && length >= 0 && from + length <= bytes.length))
    throw new RangeError(`its column '${name}' is not inside it`);
  return { codec: meta!.codec, part: bytes.subarray(from, from + length) };
}
