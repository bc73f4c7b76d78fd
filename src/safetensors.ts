/**
 * The safetensors format: eight bytes with the length of a header, the header in JSON, then the numbers of all tensors.
 * Python reads it with `safetensors.torch.load_file` or `safetensors.numpy.load_file`.
 */
export interface Tensors {
  /** Notes beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

interface Entry {
  readonly dtype: 'F32';
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

/** The chunks of a file: its header, then each tensor. */
export function encodeTensors({ metadata, tensors }: Tensors): Uint8Array[] {
  const entries: Record<string, Entry | Tensors['metadata']> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { length, byteLength }] of tensors) {
    entries[name] = { dtype: 'F32', shape: [length], data_offsets: [offset, offset + byteLength] };
    offset += byteLength;
  }
  const json = JSON.stringify(entries);
  const padding = ' '.repeat((8 - (Buffer.byteLength(json) % 8)) % 8);
  const header = Buffer.from(json + padding);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return [length, header, ...Array.from(tensors.values(), bytesOf)];
}

/** @throws Error when the bytes are not a whole file. */
export function decodeTensors(file: Buffer): Tensors {
  const length = file.length >= 8 ? Number(file.readBigUInt64LE()) : Number.POSITIVE_INFINITY;
  if (8 + length > file.length) throw new Error('the header is cut off');
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(file.toString('utf8', 8, 8 + length));
  const data = file.subarray(8 + length);
  const tensors = new Map<string, Float32Array>();
  for (const [name, { data_offsets: place }] of Object.entries(entries as Record<string, Entry>)) {
    if (place[1] > data.length) throw new Error(`'${name}' is cut off`);
    const bytes = Uint8Array.from(data.subarray(...place));
    tensors.set(name, new Float32Array(bytes.buffer));
  }
  return { metadata, tensors };
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
