import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Directory } from '../platform.js';
import { partOf, putInPlace, sweep, unlessDenied } from './part.js';

export class NodeDirectory implements Directory {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  names(): Promise<string[]> {
    return readdir(this.#path);
  }

  read(name: string): Promise<Uint8Array> {
    return readFile(this.pathOf(name));
  }

  pathOf(name: string): string {
    return join(this.#path, name);
  }

  async make(): Promise<void> {
    await mkdir(this.#path, { recursive: true });
    sweep(this.#path);
  }

  async write(name: string, chunks: readonly Uint8Array[]): Promise<void> {
    const path = this.pathOf(name);
    const part = partOf(path);
    try {
      const file = await open(part, 'wx');
      try {
        for (const chunk of chunks) await file.writeFile(chunk);
        await file.sync().catch(unlessDenied);
      } finally {
        await file.close();
      }
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    putInPlace(part, path);
  }

  remove(name: string): Promise<void> {
    return rm(this.pathOf(name), { force: true });
  }
}
