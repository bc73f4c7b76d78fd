import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Directory } from '../platform.js';

let parts = 0;
/** The unfinished files of this process. */
const writing = new Set<string>();

const partPattern = /\.(\d+)-\d+\.part$/;

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
    for (const name of await this.names()) if (isLeftOver(this.pathOf(name))) await this.remove(name);
  }

  async write(name: string, chunks: readonly Uint8Array[]): Promise<void> {
    const path = this.pathOf(name);
    const part = `${path}.${process.pid}-${parts++}.part`;
    writing.add(part);
    try {
      const file = await open(part, 'wx');
      try {
        for (const chunk of chunks) await file.writeFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
      writing.delete(part);
    }
  }

  remove(name: string): Promise<void> {
    return rm(this.pathOf(name), { force: true });
  }
}

/** Whether a file is one that a process began to write and did not live to finish. */
function isLeftOver(path: string): boolean {
  const pid = Number(partPattern.exec(path)?.[1] ?? Number.NaN);
  if (Number.isNaN(pid)) return false;
  if (pid === process.pid) return !writing.has(path);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
