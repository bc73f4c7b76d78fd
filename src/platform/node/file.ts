import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import type { NewFile, WrittenFile } from '../platform.js';

/** Writing is synchronous, so that a fast stream waits for the disk instead of filling memory. */
export class AtomicFile implements NewFile {
  readonly #path: string;
  readonly #part: string;
  readonly #descriptor: number;
  #bytes = 0;
  #open = true;

  constructor(path: string) {
    this.#path = path;
    this.#part = `${path}.${randomUUID()}.part`;
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('EISDIR: it is a directory');
    this.#descriptor = openSync(this.#part, 'wx');
  }

  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; ) from += writeSync(this.#descriptor, chunk, from);
    this.#bytes += chunk.length;
  }

  commit(): WrittenFile {
    fsyncSync(this.#descriptor);
    this.#close();
    try {
      renameSync(this.#part, this.#path);
    } catch (error) {
      rmSync(this.#part, { force: true });
      throw error;
    }
    return { path: this.#path, bytes: this.#bytes };
  }

  discard(): void {
    if (!this.#open) return;
    this.#close();
    rmSync(this.#part, { force: true });
  }

  #close(): void {
    this.#open = false;
    closeSync(this.#descriptor);
  }
}
