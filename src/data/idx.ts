import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { sizeOf } from '../samples.js';

/** An array of unsigned bytes, as the IDX format of MNIST and its relatives holds it. */
export interface Idx {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const UNSIGNED_BYTE = 8;

/** Reads an IDX file, gzipped or not. */
export async function readIdx(path: string): Promise<Idx> {
  const raw = await readFile(path);
  const file = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw;
  if (file.length < 4 || file.readUInt16BE(0) !== 0 || file[2] !== UNSIGNED_BYTE)
    throw new TypeError(`${path} is not an IDX file of unsigned bytes`);
  const start = 4 + 4 * file[3]!;
  if (file.length < start) throw new TypeError(`${path} is cut off in its header`);
  const shape = Array.from({ length: file[3]! }, (_, i) => file.readUInt32BE(4 + 4 * i));
  const size = sizeOf(shape);
  if (file.length !== start + size)
    throw new TypeError(
      `${path} must have ${start + size} bytes for its shape ${shape.join(' × ')}, not ${file.length}`,
    );
  return { shape, bytes: file.subarray(start) };
}
