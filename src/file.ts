import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { checkKind } from './check.js';

/** What `toFile` has written. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

export function checkPath(path: string): void {
  if (typeof path !== 'string' || path === '') throw new TypeError(`toFile: path must be a path, not '${path}'`);
}

/**
 * A file that is written beside its place and renamed into it when whole: whatever fails, an earlier file stays.
 * Writing is synchronous, so that a fast stream waits for the disk instead of filling memory.
 */
export class AtomicFile {
  readonly #part: string;
  readonly #descriptor: number;
  #bytes = 0;
  #open = true;

  constructor(readonly path: string) {
    this.#part = `${path}.${randomUUID()}.part`;
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('EISDIR: it is a directory');
      this.#descriptor = openSync(this.#part, 'wx');
    } catch (error) {
      throw new Error(`toFile: ${path} cannot be written: ${(error as Error).message}`, { cause: error });
    }
  }

  write(chunk: Uint8Array): void {
    checkKind('toFile', 'bytes in a Uint8Array', chunk, chunk instanceof Uint8Array);
    for (let from = 0; from < chunk.length; ) from += writeSync(this.#descriptor, chunk, from);
    this.#bytes += chunk.length;
  }

  commit(): WrittenFile {
    fsyncSync(this.#descriptor);
    this.#close();
    try {
      renameSync(this.#part, this.path);
    } catch (error) {
      rmSync(this.#part, { force: true });
      throw error;
    }
    return { path: this.path, bytes: this.#bytes };
  }

  /** Gives up and leaves nothing behind; does nothing after `commit`. */
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
