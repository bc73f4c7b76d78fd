import type { SchemaElement } from 'hyparquet';
import type { Unpack } from './parquet-codecs.js';
import { Input, type Struct } from './thrift.js';

const [dataPage, dictionaryPage] = [0, 2];
const [plain, plainDictionary, rle, deltaBinary, deltaLength, rleDictionary, splitBytes] = [0, 2, 3, 5, 6, 8, 9];

/** A writer may fill the last packed run up to the size of its blocks. */
const mostPadding = 2 ** 12;

/**
 * Unpacks the pages of a column, for hyparquet to read. It believes a page, so what would let it run without end or out of memory
 * is refused: more cells than there are rows, runs longer than their page, blocks of no size. What else is wrong with a page, it finds.
 */
export async function unpackPages(
  bytes: Uint8Array,
  rows: number,
  { type, repetition_type }: SchemaElement,
  unpack: Unpack,
): Promise<Uint8Array[]> {
  const input = new Input(bytes);
  const isOptional = repetition_type !== 'REQUIRED';
  const pages: Uint8Array[] = [];
  const unpacked = async (page: Uint8Array, length: number) => {
    const whole = length === 0 ? new Uint8Array() : await unpack(page, length);
    if (whole.length !== length)
      throw new RangeError(`a page of ${length} bytes unpacks to ${whole.length > length ? 'more' : whole.length}`);
    if (length > 0) pages.push(whole);
    return whole;
  };
  for (let seen = 0; seen < rows && input.left > 1; ) {
    const head = input.struct();
    const [kind, length] = [count(head[1]), count(head[2])];
    const page = input.take(count(head[3]));
    const said = head[kind === dataPage ? 5 : kind === dictionaryPage ? 7 : 8];
    if (typeof said !== 'object') throw new RangeError('a page does not say what it is');
    const cells = count(said[1]);
    if (kind === dictionaryPage) {
      if (cells > (await unpacked(page, length)).length * 8)
        throw new RangeError('a dictionary is longer than its page');
      continue;
    }
    if (cells > rows - seen) throw new RangeError(`a page has ${cells} cells, and its column ${rows - seen} more`);
    seen += cells;
    if (kind === dataPage) {
      const whole = await unpacked(page, length);
      const levels = isOptional ? 4 + new Input(whole).little(4) : 0;
      if (isOptional) checkRuns(whole.subarray(4), 1, cells);
      checkValues(whole.subarray(levels), count(said[2]), cells, type, type === 'BOOLEAN');
    } else {
      const [empty, encoding, levels] = [count(said[2]), count(said[4]), count(said[5])];
      if (empty > cells || levels > Math.min(page.length, length) || said[6] !== 0 || (levels > 0 && !isOptional))
        throw new RangeError('a page contradicts itself');
      if (isOptional) checkRuns(page, 1, cells);
      const values = page.subarray(levels);
      const whole = said[7] === 0 ? values : await unpacked(values, length - levels);
      checkValues(whole, encoding, cells - empty, type, encoding === rle);
    }
  }
  return pages;
}

/** @param hasLength Whether runs begin with how many bytes they take, and not with how many bits a number has. */
function checkValues(
  page: Uint8Array,
  encoding: number,
  most: number,
  type: string | undefined,
  hasLength: boolean,
): void {
  if (encoding === rle || encoding === plainDictionary || encoding === rleDictionary)
    checkRuns(page.subarray(hasLength ? 4 : 1), hasLength ? 1 : (page[0] ?? 0), most);
  else if (encoding === deltaBinary || encoding === deltaLength) {
    const input = new Input(page);
    const [block, parts] = [input.varint(), input.varint()];
    if (!(parts >= 1 && parts <= block && block <= 2 ** 16)) throw new RangeError('a page has blocks of no size');
    const [, first] = [input.varint(), input.signed()];
    // DuckDB writes UINTEGER so in its second version, and hyparquet would lose the highest bit.
    if (type === 'INT32' && !(first >= -(2 ** 31) && first < 2 ** 31))
      throw new RangeError('a page begins with more than 32 bits: write it in version 1');
  } else if (encoding !== plain && encoding !== splitBytes)
    throw new RangeError(`its encoding, ${encoding}, is not read: write it plain or by a dictionary`);
}

/** Sees that runs of numbers of so many bits are no longer than there may be numbers. */
function checkRuns(bytes: Uint8Array, width: number, most: number): void {
  const input = new Input(bytes);
  for (let seen = 0; seen < most && input.left > 0; ) {
    const head = input.varint();
    const isPacked = head % 2 === 1;
    const run = Math.floor(head / 2) * (isPacked ? 8 : 1);
    // Of a packed run hyparquet reads a byte at least, so an empty one would shift all that follows.
    if (run > most - seen + (isPacked ? mostPadding : 0) || (isPacked && run === 0))
      throw new RangeError('a page has runs of another length than it says');
    input.at += isPacked ? Math.max(1, (run / 8) * width) : (width + 7) >> 3;
    seen += run;
  }
}

function count(value: number | Struct | undefined): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError('a page does not say what it is');
}
