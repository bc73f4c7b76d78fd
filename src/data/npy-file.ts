import { isA, show } from '../base/check.js';
import { halvesFrom } from '../base/floats.js';
import { sizeOf } from '../core/samples.js';

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

const magic = Uint8Array.of(0x93, ...Array.from('NUMPY', (character) => character.charCodeAt(0)));
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
  return [header, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
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
