import type { CompressionCodec } from 'hyparquet';
import { platform } from '#platform';
import { loadPackage } from '../platform/load-package.js';
import { Input } from './thrift.js';

/** Unpacks a page, in no more time and memory than its own bytes allow and those that it says it unpacks to. */
export type Unpack = (page: Uint8Array, length: number) => Promise<Uint8Array> | Uint8Array;

/** What unpacks pages; undefined where the compression is not known. */
export async function unpackerOf(codec: CompressionCodec): Promise<Unpack | undefined> {
  if (codec !== 'ZSTD') return unpackers[codec];
  const { ZSTDDecoder } = await loadPackage<typeof import('zstddec')>(
    'fromTable',
    'zstddec',
    '0.3',
    'a Parquet file with compression ZSTD',
  );
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return (page, length) => decoder.decode(page, length);
}

/** Unpacks by what adds one part after the other. */
const by =
  (add: (input: Input, output: Output) => void): Unpack =>
  (page, length) => {
    const output = new Output(length);
    add(new Input(page), output);
    return output.bytes;
  };

const unpackers: { readonly [Codec in CompressionCodec]?: Unpack } = {
  UNCOMPRESSED: (page) => page,
  SNAPPY: by(unpackSnappy),
  // One more shows that there are more.
  GZIP: (page, length) => platform.unpack('gzip', page, length + 1),
  BROTLI: (page, length) => platform.unpack('brotli', page, length + 1),
  LZ4_RAW: by(unpackLz4),
  // A block, which never begins with 0, or many as Hadoop writes them, each behind its two sizes, which are below 2^24.
  LZ4: by((input, output) => {
    if (input.bytes[0] !== 0) unpackLz4(input, output);
    while (input.left > 0) {
      const size = input.take(8).subarray(4);
      unpackLz4(new Input(input.take(size.reduce((sum, byte) => sum * 256 + byte, 0))), output);
    }
  }),
};

function unpackSnappy(input: Input, output: Output): void {
  for (input.varint(); input.left > 0; ) {
    const tag = input.byte();
    const [kind, size] = [tag & 3, tag >> 2];
    if (kind === 0) output.add(input.take(1 + (size < 60 ? size : input.little(size - 59))));
    else if (kind === 1) output.again(((tag >> 5) << 8) + input.byte(), 4 + (size & 7));
    else output.again(input.little(kind === 2 ? 2 : 4), 1 + size);
  }
}

function unpackLz4(input: Input, output: Output): void {
  const whole = (size: number) => {
    let sum = size;
    for (let byte = size === 15 ? 255 : 0; byte === 255; sum += byte) byte = input.byte();
    return sum;
  };
  while (input.left > 0) {
    const token = input.byte();
    output.add(input.take(whole(token >> 4)));
    if (input.left > 0) output.again(input.little(2), 4 + whole(token & 15));
  }
}

/** What a page unpacks to, and never more than it says. */
class Output {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  add(part: Uint8Array): void {
    this.#bytes.set(part, this.#at);
    this.#at += part.length;
  }

  /** Adds again what stands so far back. */
  again(back: number, length: number): void {
    if (back < 1 || back > this.#at || length > this.#bytes.length - this.#at)
      throw new RangeError('a page repeats what it does not hold');
    for (const end = this.#at + length; this.#at < end; this.#at++)
      this.#bytes[this.#at] = this.#bytes[this.#at - back]!;
  }
}
