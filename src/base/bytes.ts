/** Bytes that are written one after the other, into an array that grows. */
export class ByteSink {
  #all = new Uint8Array(2 ** 16);
  #length = 0;

  byte(value: number): void {
    if (this.#length === this.#all.length) this.#grow(this.#length + 1);
    this.#all[this.#length++] = value;
  }

  /** Two bytes, the lower first. */
  short(value: number): void {
    this.byte(value);
    this.byte(value >> 8);
  }

  text(characters: string): void {
    for (let i = 0; i < characters.length; i++) this.byte(characters.charCodeAt(i));
  }

  bytes(values: Uint8Array, count = values.length): void {
    this.#grow(this.#length + count);
    this.#all.set(values.subarray(0, count), this.#length);
    this.#length += count;
  }

  /** A copy of what has been written since the last time. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#all.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #grow(length: number): void {
    if (length <= this.#all.length) return;
    const all = new Uint8Array(Math.max(length, 2 * this.#all.length));
    all.set(this.#all);
    this.#all = all;
  }
}

/** Chunks as one array. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** The bytes that numbers are kept in, not a copy. */
export const asBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
