import { asBytes } from '../base/bytes.js';
import { check, checkValue, isA, type Rule, show, source as sourceOf, whole } from '../base/check.js';
import { halvesFrom } from '../base/floats.js';
import { legible } from '../base/json.js';
import { nameOf, read, type Source, unreadable } from '../base/source.js';
import { type Range, rangeRule, type Samples, sizeOf } from '../core/samples.js';
import { scaleOf } from '../core/scale.js';

/** Options of `fromNpy`. */
export interface NpyOptions {
  /** The domain of the samples: [-1, 1], the default, or [0, 1]. */
  readonly range?: Range | undefined;
  /** How many samples, the first ones; all by default. */
  readonly count?: number | undefined;
  /** The shape of one sample, of as many values as the file says; by default all axes behind the first, or [1] for none. */
  readonly shape?: readonly number[] | undefined;
}

const rules = {
  range: rangeRule([-1, 1]),
  count: whole<number | undefined>(1, undefined),
  shape: {
    types: ['array'],
    allowed: 'one or more whole numbers above 0',
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every((side) => whole(1, 1).accepts(side)),
    fallback: undefined,
  } as Rule<readonly number[] | undefined>,
};
const pathRule = sourceOf('the path of a .npy file, or a Blob');

/** Checks the options now, and reads the file when read itself. */
export function npy(source: Source, options: NpyOptions = {}) {
  checkValue('fromNpy: path', source, pathRule);
  const path = nameOf(source);
  const { range, count, shape } = check('fromNpy', options, rules);

  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    const array = await readArray(source, signal).catch((error: Error) => {
      if (signal?.aborted) return undefined;
      throw unreadable('fromNpy', path, error);
    });
    if (!array) return;
    const [total, ...axes] = array.shape;
    const own = axes.length > 0 ? axes : [1];
    if (!total || !own.every((side) => side > 0))
      throw new RangeError(`fromNpy: ${path} must have samples along its first axis, not shape ${show(array.shape)}`);
    if (shape && sizeOf(shape) !== sizeOf(own))
      throw new RangeError(
        `fromNpy: shape must have the ${sizeOf(own)} values that a sample of ${path} has, ${show(own)}, not ${show(shape)}`,
      );
    if (count !== undefined && count > total)
      throw new RangeError(`fromNpy: count must be at most the ${total} samples of ${path}, not ${count}`);
    const kept = count ?? total;
    yield legible({ values: valuesOf(array, kept, range, path), count: kept, shape: shape ?? own, range });
  };
}

const readArray = async (source: Source, signal?: AbortSignal): Promise<Npy> =>
  decodeNpy(await read(source, Number.POSITIVE_INFINITY, signal));

/** The first samples' values: bytes from the low end of the range to the high, all other numbers as they are. */
function valuesOf({ values, shape }: Npy, count: number, range: Range, path: string): Float32Array {
  const size = values.length / shape[0]!;
  const first = values.subarray(0, count * size);
  if (isA('Uint8Array', first)) {
    const scale = scaleOf(range);
    const scaled = new Float32Array(first.length);
    for (let i = 0; i < first.length; i++) scaled[i] = scale[first[i]!]!;
    return scaled;
  }
  const [low, high] = range;
  for (let i = 0; i < first.length; i++)
    if (!(first[i]! >= low && first[i]! <= high))
      throw new RangeError(
        `fromNpy: ${path}: value ${i % size} of row ${Math.floor(i / size)} must be a finite number from ${low} to ${high}, ` +
          `not ${first[i]}`,
      );
  return isA('Float32Array', first) ? first : new Float32Array(first);
}

/** Numbers as NumPy keeps them, by what it calls their types. */
const kinds = {
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;
/** Those that JavaScript has no numbers of, by what their bits are read as. */
const otherKinds = { b1: Uint8Array, f2: Uint16Array, u8: BigUint64Array, i8: BigInt64Array } as const;

type Kinds = typeof kinds;
export type NpyValues = InstanceType<Kinds[keyof Kinds]>;

/** An array of NumPy's. */
export interface Npy {
  readonly shape: readonly number[];
  /** In the order of C: the last axis is the fastest. */
  readonly values: NpyValues;
}

/** 0x93 and NUMPY. */
const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);
/** A header has a few hundred bytes, unless its fields have names, which are not read. */
const mostHeader = 2 ** 16;
/** Numbers begin at a multiple of this. */
const alignment = 64;

/**
 * The bytes of a `.npy` file that NumPy reads with `np.load`: a header of version 1.0, then the numbers.
 *
 * @param shape Sides, of which the last is the fastest; their product is how many numbers there are.
 * @throws RangeError when it is not.
 */
export function encodeNpy({ shape, values }: Npy): Uint8Array[] {
  if (values.length !== sizeOf(shape))
    throw new RangeError(`shape ${show(shape)} must have ${sizeOf(shape)} values, not ${values.length}`);
  const sides = `${shape.join(', ')}${shape.length === 1 ? ',' : ''}`;
  const order = values.BYTES_PER_ELEMENT === 1 ? '|' : '<';
  const text = `{'descr': '${order}${kindOf(values)}', 'fortran_order': False, 'shape': (${sides}), }`;
  const head = magic.length + 4;
  const size = alignment * Math.ceil((head + text.length + 1) / alignment);
  const header = new Uint8Array(size).fill(0x20);
  header.set(magic);
  header.set([1, 0], magic.length);
  new DataView(header.buffer).setUint16(head - 2, size - head, true);
  header.set(new TextEncoder().encode(text), head);
  header[size - 1] = 0x0a;
  return [header, asBytes(values)];
}

const kindOf = (values: NpyValues) =>
  (Object.keys(kinds) as (keyof Kinds)[]).find((kind) => values instanceof kinds[kind])!;

/**
 * Reads a `.npy` file of version 1, 2 or 3, in the order of C or of Fortran, with numbers of either byte order. Truth values are
 * bytes, 0 and 255; float16 is single precision; whole numbers of 64 bits are double precision, exact up to 2^53.
 * @throws TypeError when the bytes are not one whole array of a type that is read.
 */
export function decodeNpy(file: Uint8Array): Npy {
  if (!magic.every((byte, i) => file[i] === byte)) throw new TypeError('it is not a .npy file');
  const major = file[magic.length]!;
  if (![1, 2, 3].includes(major)) throw new TypeError(`its version must be 1, 2 or 3, not ${major}`);
  const start = magic.length + (major === 1 ? 4 : 6);
  if (file.length < start) throw new TypeError('it is cut off in its header');
  const numbers = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = major === 1 ? numbers.getUint16(start - 2, true) : numbers.getUint32(start - 4, true);
  if (length > mostHeader) throw new TypeError(`its header must have at most ${mostHeader} bytes, not ${length}`);
  if (file.length < start + length) throw new TypeError('it is cut off in its header');
  const { descr, kind, isFortran, shape } = readHeader(file.subarray(start, start + length));
  const Numbers = kind in kinds ? kinds[kind as keyof Kinds] : otherKinds[kind as keyof typeof otherKinds];
  const bytesEach = Numbers.BYTES_PER_ELEMENT;
  const data = file.subarray(start + length);
  const size = sizeOf(shape) * bytesEach;
  if (data.length !== size)
    throw new TypeError(`it must have ${size} bytes for its shape ${show(shape)} of '${descr}', not ${data.length}`);
  const isSwapped = descr.startsWith('>') && bytesEach > 1;
  const isAligned = data.byteOffset % bytesEach === 0;
  const { buffer, byteOffset } = isAligned && !isSwapped ? data : new Uint8Array(data);
  if (isSwapped) swap(new Uint8Array(buffer), bytesEach);
  const values = plain(kind, new Numbers(buffer as ArrayBuffer, byteOffset, sizeOf(shape)));
  return { shape, values: isFortran ? inOrderOfC(values, shape) : values };
}

/** Turns the bytes of each number round. */
function swap(bytes: Uint8Array, bytesEach: number): void {
  for (let at = 0; at < bytes.length; at += bytesEach) bytes.subarray(at, at + bytesEach).reverse();
}

function plain(kind: string, read: NpyValues | BigInt64Array | BigUint64Array): NpyValues {
  if (isA('BigInt64Array', read) || isA('BigUint64Array', read)) return Float64Array.from(read, Number);
  if (kind === 'f2') return halvesFrom(read);
  return kind === 'b1' ? Uint8Array.from(read, (truth) => (truth ? 255 : 0)) : read;
}

/** What a header says: a dictionary of Python's, with three entries. */
function readHeader(bytes: Uint8Array): { descr: string; kind: string; isFortran: boolean; shape: number[] } {
  const text = String.fromCharCode(...bytes);
  const [, descr] = /["']descr["']: *["']([^"']*)["']/.exec(text) ?? [];
  const [, order] = /["']fortran_order["']: *(True|False)/.exec(text) ?? [];
  const [, sides] = /["']shape["']: *\(([\d, ]*)\)/.exec(text) ?? [];
  if (order === undefined || sides === undefined || (descr === undefined && !/["']descr["']/.test(text)))
    throw new TypeError(`its header is damaged: ${show(text.trim().slice(0, 200))}`);
  const [, kind = ''] = /^[<>|=]([a-z]\d)$/.exec(descr ?? '') ?? [];
  if (descr === undefined || !(Object.hasOwn(kinds, kind) || Object.hasOwn(otherKinds, kind)))
    throw new TypeError(
      `its numbers must be bool, or int, uint or float of up to 64 bits, not ${descr === undefined ? 'records' : show(descr)}`,
    );
  const shape = sides
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number);
  return { descr, kind, isFortran: order === 'True', shape };
}

/** The same array with its last axis the fastest, where the first one was. */
function inOrderOfC(values: NpyValues, shape: readonly number[]): NpyValues {
  const ordered = new (values.constructor as new (length: number) => NpyValues)(values.length);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const place = new Uint32Array(shape.length);
  for (let to = 0, from = 0; to < ordered.length; to++) {
    ordered[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return ordered;
}
