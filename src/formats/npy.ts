import { show } from '../values/check.js';
import { sizeOf } from '../values/samples.js';

/** Numbers as NumPy keeps them, by what it calls their types. */
const kinds = {
  '|u1': Uint8Array,
  '|i1': Int8Array,
  '<i2': Int16Array,
  '<i4': Int32Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const;

type Kinds = typeof kinds;
export type NpyKind = keyof Kinds;
export type NpyValues = InstanceType<Kinds[NpyKind]>;

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
  const text = `{'descr': '${kindOf(values)}', 'fortran_order': False, 'shape': (${sides}), }`;
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

const kindOf = (values: NpyValues): NpyKind =>
  (Object.keys(kinds) as NpyKind[]).find((kind) => values instanceof kinds[kind])!;

/**
 * Reads a `.npy` file of version 1, 2 or 3, in the order of C or of Fortran, with little-endian numbers.
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
  const { kind, isFortran, shape } = readHeader(file.subarray(start, start + length));
  const Values = kinds[kind];
  const data = file.subarray(start + length);
  const size = sizeOf(shape) * Values.BYTES_PER_ELEMENT;
  if (data.length !== size)
    throw new TypeError(`it must have ${size} bytes for its shape ${show(shape)} of '${kind}', not ${data.length}`);
  const isAligned = data.byteOffset % Values.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset } = isAligned ? data : data.slice();
  const values = new Values(buffer as ArrayBuffer, byteOffset, sizeOf(shape));
  return { shape, values: isFortran ? inOrderOfC(values, shape) : values };
}

/** What a header says: a dictionary of Python's, with three entries. */
function readHeader(bytes: Uint8Array): { kind: NpyKind; isFortran: boolean; shape: number[] } {
  const text = String.fromCharCode(...bytes);
  const [, kind] = /["']descr["']: *["']([^"']*)["']/.exec(text) ?? [];
  const [, order] = /["']fortran_order["']: *(True|False)/.exec(text) ?? [];
  const [, sides] = /["']shape["']: *\(([\d, ]*)\)/.exec(text) ?? [];
  if (order === undefined || sides === undefined || (kind === undefined && !/["']descr["']/.test(text)))
    throw new TypeError(`its header is damaged: ${show(text.trim().slice(0, 200))}`);
  if (kind === undefined || !Object.hasOwn(kinds, kind))
    throw new TypeError(
      `its numbers must be of ${Object.keys(kinds).map(show).join(', ')}, not ${kind === undefined ? 'records' : show(kind)}`,
    );
  const shape = sides
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number);
  return { kind: kind as NpyKind, isFortran: order === 'True', shape };
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
