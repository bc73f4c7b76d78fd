import { platform } from '#platform';
import { sizeOf } from '../core/samples.js';

/** An array of unsigned bytes, as the IDX format of MNIST and its relatives holds it. */
export interface Idx {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const UNSIGNED_BYTE = 8;

/** The most that deflate makes of one byte. */
const mostInflated = 1032;

/**
 * Reads an IDX file, gzipped or not. Of a gzipped one no more is unpacked than its header says it holds.
 * @throws TypeError when the bytes are not a whole file of unsigned bytes.
 */
export async function decodeIdx(raw: Uint8Array): Promise<Idx> {
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const first = (most: number) => (isGzip ? platform.unpack('gzip', raw, most) : raw.subarray(0, most));
  const head = await first(4 + 4 * 255);
  const header = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 4 || header.getUint16(0) !== 0 || head[2] !== UNSIGNED_BYTE)
    throw new TypeError('it is not an IDX file of unsigned bytes');
  const start = 4 + 4 * head[3]!;
  if (head.length < start) throw new TypeError('it is cut off in its header');
  const shape = Array.from({ length: head[3]! }, (_, i) => header.getUint32(4 + 4 * i));
  const size = start + sizeOf(shape);
  const wrong = (found: string) =>
    new TypeError(`it must have ${size} bytes for its shape ${shape.join(' × ')}, not ${found}`);
  const most = isGzip ? mostInflated * raw.length : raw.length;
  if (size > most) throw wrong(`${isGzip ? 'at most ' : ''}${most}`);
  const file = await first(size + 1);
  if (file.length < size) throw wrong(String(file.length));
  if (file.length > size) throw wrong(isGzip ? 'more' : String(raw.length));
  return { shape, bytes: file.subarray(start) };
}
