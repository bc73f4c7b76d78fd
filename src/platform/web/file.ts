import type { NewFile, WrittenFile } from '../platform.js';

/** A file that the browser downloads when it is whole. */
export class Download implements NewFile {
  readonly #path: string;
  #chunks: Uint8Array<ArrayBuffer>[] = [];

  constructor(path: string) {
    if (typeof document === 'undefined') throw new Error('only a page can hand over a file, and this is a worker');
    this.#path = path;
  }

  write(chunk: Uint8Array): void {
    this.#chunks.push(chunk.slice());
  }

  commit(): WrittenFile {
    const file = new Blob(this.#chunks, { type: 'application/octet-stream' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = this.#path.split(/[/\\]/).at(-1)!;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    this.discard();
    return { path: this.#path, bytes: file.size };
  }

  discard(): void {
    this.#chunks = [];
  }
}
