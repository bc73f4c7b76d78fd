import { asBytes } from '../base/bytes.js';
import { isObject, show } from '../base/check.js';
import { type FloatKind, floatBytes, floatsFrom, halvesOf } from '../base/floats.js';
import { sizeOf } from '../core/samples.js';
import { parseHeader } from './header.js';

/**
 * The safetensors format: eight bytes with the length of a header, the header in JSON, then the numbers of all tensors.
 * Python reads it with `safetensors.torch.load_file` or `safetensors.numpy.load_file`.
 */
export interface Tensors {
  /** Notes beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, ShapedTensor>;
}

export interface ShapedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

interface Entry {
  readonly dtype: FloatKind;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

/** The name under which a header has its notes. */
const notes = '__metadata__';

/** The chunks of a file: its header, then each tensor, in half precision where its name is of such. */
export function encodeTensors({ metadata, tensors }: Tensors, isHalf = (_: string) => false): Uint8Array[] {
  if (tensors.has(notes)) throw new RangeError(`a tensor must not be called '${notes}', which is the place of notes`);
  let offset = 0;
  const data: Uint8Array[] = [];
  const entries = Array.from(tensors, ([name, { shape, values }]): [string, Entry] => {
    const from = offset;
    const dtype = isHalf(name) ? 'F16' : 'F32';
    data.push(asBytes(dtype === 'F16' ? halvesOf(values) : values));
    offset += values.length * floatBytes[dtype];
    return [name, { dtype, shape, data_offsets: [from, offset] }];
  });
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([[notes, metadata], ...entries])));
  const header = new Uint8Array(8 * Math.ceil(json.length / 8)).fill(space);
  header.set(json);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return [length, header, ...data];
}

const space = 0x20;

/**
 * The tensors of a file, in single precision, whether they are of half, single or double precision there.
 * @throws Error when the bytes are not a whole file of such numbers.
 */
export function decodeTensors(file: Uint8Array): Tensors {
  const bytes = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length >= 8 ? bytes.getBigUint64(0, true) : undefined;
  if (length === undefined || length + 8n > BigInt(file.length)) throw new Error('the header is cut off');
  const start = 8 + Number(length);
  const { [notes]: metadata = {}, ...entries } = parseHeader(file.subarray(8, start));
  if (!isObject(metadata) || !Object.values(metadata).every((note) => typeof note === 'string'))
    throw new Error(`${notes} must be texts by their names, not ${show(metadata)}`);

  const data = file.subarray(start);
  const places = Object.entries(entries).map(([name, entry]) => ({ name, ...checkEntry(name, entry, data.length) }));
  checkWhole(places, data.length);
  const tensors = new Map<string, ShapedTensor>();
  for (const { name, dtype, shape, data_offsets: place } of places)
    tensors.set(name, { shape, values: floatsFrom(data.subarray(...place), dtype) });
  return { metadata: metadata as Tensors['metadata'], tensors };
}

function checkEntry(name: string, entry: unknown, bytes: number): Entry {
  if (!isObject(entry)) throw new Error(`'${name}' must be described by an object, not ${show(entry)}`);
  const { dtype, shape, data_offsets: place } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(floatBytes, dtype))
    throw new Error(`'${name}' must be of dtype ${Object.keys(floatBytes).map(show).join(', ')}, not ${show(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount))
    throw new Error(`the shape of '${name}' must be whole numbers, not ${show(shape)}`);
  if (!Array.isArray(place) || place.length !== 2 || !place.every(isCount))
    throw new Error(`the data_offsets of '${name}' must be two whole numbers, not ${show(place)}`);
  const [from, to] = place as [number, number];
  if (to > bytes) throw new Error(`'${name}' is cut off`);
  const kind = dtype as FloatKind;
  const size = sizeOf(shape) * floatBytes[kind];
  if (to - from !== size)
    throw new Error(`'${name}' of shape ${show(shape)} must have ${size} bytes, not ${to - from}`);
  return { dtype: kind, shape, data_offsets: [from, to] };
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const byPlace = ({ data_offsets: [a, b] }: Entry, { data_offsets: [c, d] }: Entry): number => a - c || b - d;

/** Refuses tensors that share bytes, and bytes that belong to none. */
function checkWhole(places: readonly ({ readonly name: string } & Entry)[], bytes: number): void {
  let end = 0;
  for (const { name, data_offsets } of places.toSorted(byPlace)) {
    if (data_offsets[0] < end) throw new Error(`'${name}' overlaps another tensor`);
    if (data_offsets[0] > end) throw new Error(`${data_offsets[0] - end} bytes before '${name}' belong to no tensor`);
    end = data_offsets[1];
  }
  if (end !== bytes) throw new Error(`${bytes - end} bytes at the end belong to no tensor`);
}
