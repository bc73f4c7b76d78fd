import { readStruct, type Thrift } from './thrift.js';

/** A run of pages that hold one column of one group of rows. */
export interface Chunk {
  /** Its bytes. */
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Whether its cells may be empty: then each page says which are. */
  readonly isOptional: boolean;
  readonly isBoolean: boolean;
  /** The bytes of a page as they were before it was compressed. */
  unpack(bytes: Uint8Array, length: number): Uint8Array;
}

const [dataPage, dictionaryPage, dataPageV2] = [0, 2, 3];
const [plain, plainDictionary, rle, deltaBinary, deltaLength, rleDictionary, splitBytes] = [0, 2, 3, 5, 6, 8, 9];

/**
 * Sees that the pages of a column are as long, and hold as many cells, as they say, before a library for Parquet reads them,
 * which believes them: a torn file could let it run without end, or out of memory.
 */
export function checkPages(chunk: Chunk): void {
  const { bytes, rows } = chunk;
  let [at, seen] = [0, 0];
  while (seen < rows) {
    const { fields, end } = readStruct(bytes, at);
    const [kind, unpacked, packed] = [1, 2, 3].map((id) => count(fields.get(id))) as [number, number, number];
    if (packed > bytes.length - end) throw new RangeError('a page is longer than its column');
    at = end + packed;
    const page = bytes.subarray(end, at);
    if (kind === dataPage) seen += checkPage(page, unpacked, struct(fields.get(5)), rows - seen, chunk);
    else if (kind === dataPageV2) seen += checkPageV2(page, unpacked, struct(fields.get(8)), rows - seen, chunk);
    else if (kind === dictionaryPage) {
      const values = count(struct(fields.get(7)).get(1));
      if (values > chunk.unpack(page, unpacked).length * 8)
        throw new RangeError('a dictionary is longer than its page');
    } else throw new RangeError(`a page is of an unknown kind, ${kind}`);
  }
}

function checkPage(packed: Uint8Array, length: number, head: Map<number, Thrift>, most: number, chunk: Chunk): number {
  const [cells, encoding] = [count(head.get(1)), count(head.get(2))];
  if (cells === 0 || cells > most) throw new RangeError(`a page has ${cells} cells, and its column ${most} more`);
  const page = chunk.unpack(packed, length);
  let at = 0;
  if (chunk.isOptional) {
    const levels = lengthAt(page, 0);
    checkRuns(page.subarray(4, 4 + levels), 1, cells);
    at = 4 + levels;
  }
  checkValues(page.subarray(at), encoding, cells, chunk.isBoolean);
  return cells;
}

function checkPageV2(
  packed: Uint8Array,
  length: number,
  head: Map<number, Thrift>,
  most: number,
  chunk: Chunk,
): number {
  const [cells, empty, encoding, levels, repetitions] = [1, 2, 4, 5, 6].map((id) => count(head.get(id))) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (cells === 0 || cells > most) throw new RangeError(`a page has ${cells} cells, and its column ${most} more`);
  if (empty > cells || count(head.get(3)) !== cells || repetitions !== 0 || levels > packed.length || levels > length)
    throw new RangeError('a page contradicts itself');
  if (chunk.isOptional) checkRuns(packed.subarray(0, levels), 1, cells);
  const values = packed.subarray(levels);
  const page = head.get(7) === false ? values : chunk.unpack(values, length - levels);
  checkValues(page, encoding, cells - empty, chunk.isBoolean);
  return cells;
}

/** Sees that a page has the values that it says, however it writes them. */
function checkValues(page: Uint8Array, encoding: number, values: number, isBoolean: boolean): void {
  if (encoding === plain || encoding === splitBytes || values === 0) {
    if (values > page.length * 8) throw new RangeError('a page has less values than it says');
  } else if (encoding === rleDictionary || encoding === plainDictionary) {
    if (!isBoolean) checkRuns(page.subarray(1), page[0] ?? Number.NaN, values);
    else throw new RangeError('booleans are written by a dictionary');
  } else if (encoding === rle && isBoolean) checkRuns(page.subarray(4, 4 + lengthAt(page, 0)), 1, values);
  else if (encoding === deltaBinary || encoding === deltaLength) checkDeltas(page, values);
  else throw new RangeError(`its encoding, ${encoding}, is not read: write it plain or by a dictionary`);
}

/** Sees that runs of small numbers are no longer, together, than what they are to be. */
function checkRuns(bytes: Uint8Array, width: number, values: number): void {
  if (!(width <= 32)) throw new RangeError(`a page has numbers of ${width} bits`);
  if (width === 0) return;
  for (let [at, seen] = [0, 0]; seen < values; ) {
    const { value: head, end } = varint(bytes, at);
    const groups = Math.floor(head / 2);
    const isPacked = head % 2 === 1;
    const length = isPacked ? groups * width : (width + 7) >> 3;
    const run = isPacked ? groups * 8 : groups;
    if (run === 0 || (isPacked ? run - 7 : run) > values - seen || (length > bytes.length - end && !isPacked))
      throw new RangeError('a page has runs of another length than it says');
    // A writer may leave out the last bytes of a packed run that are not needed.
    if (isPacked && Math.ceil((Math.min(run, values - seen) * width) / 8) > bytes.length - end)
      throw new RangeError('a page ends too early');
    at = end + length;
    seen += run;
  }
}

/** Sees that blocks of differences are of sizes that are in use. */
function checkDeltas(page: Uint8Array, values: number): void {
  const block = varint(page, 0);
  const parts = varint(page, block.end);
  const total = varint(page, parts.end);
  const each = block.value / parts.value;
  if (!(block.value >= 1 && block.value <= 2 ** 16 && each >= 1 && each % 8 === 0) || total.value !== values)
    throw new RangeError('a page has blocks of another size than it says');
}

function varint(bytes: Uint8Array, from: number): { value: number; end: number } {
  let [value, scale] = [0, 1];
  for (let at = from; at < from + 5 && at < bytes.length; at++, scale *= 128) {
    value += (bytes[at]! & 0x7f) * scale;
    if (bytes[at]! < 0x80) return { value, end: at + 1 };
  }
  throw new RangeError('a page ends too early');
}

function lengthAt(page: Uint8Array, at: number): number {
  if (page.length < at + 4) throw new RangeError('a page ends too early');
  const length = new DataView(page.buffer, page.byteOffset).getUint32(at, true);
  if (length > page.length - at - 4) throw new RangeError('a page ends too early');
  return length;
}

function count(value: Thrift | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError('a page does not say what it is');
}

function struct(value: Thrift | undefined): Map<number, Thrift> {
  if (value instanceof Map) return value;
  throw new RangeError('a page does not say what it is');
}
