import { afterEventLoop } from './yield-to-event-loop.js';

/**
 * The first `most` bytes of what was compressed, or all where there are fewer. Where a server says of a file that it is
 * gzipped, the browser has unpacked it already.
 */
export async function unpack(format: 'gzip' | 'brotli', bytes: Uint8Array, most: number): Promise<Uint8Array> {
  if (format === 'gzip' && (bytes[0] !== 0x1f || bytes[1] !== 0x8b)) return bytes.subarray(0, most);
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(unpacking(format)).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < most) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  void reader.cancel();
  return (await joined(chunks)).subarray(0, most);
}

function unpacking(format: string): DecompressionStream {
  try {
    return new DecompressionStream(format as CompressionFormat);
  } catch (cause) {
    throw new Error(`this browser does not unpack ${format}`, { cause });
  }
}

/** In hexadecimal digits. Chromium computes it on the thread that asks, so others come first. */
export async function sha256(parts: Iterable<Uint8Array>): Promise<string> {
  if (!crypto.subtle) throw new Error('there are no checksums here: they need https or localhost');
  const [first = new Uint8Array(), ...more] = parts;
  const bytes = more.length === 0 ? first : await joined([first, ...more]);
  await new Promise<void>(afterEventLoop);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Chunks as one array. */
export async function joined(chunks: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
