import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from '../platform.js';

export const files: Files = {
  async stat(path) {
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    });
    if (!found) return undefined;
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'neither';
  },

  names: (folder) => readdir(folder),

  async inside(folder, depth, signal) {
    const found: string[] = [];
    const seen = new Set<string>();
    const waiting: Folder[] = [{ name: '', depth }];
    // Links are followed behind all else, so that a folder has its own name where it can be reached by one.
    const links: Folder[] = [];
    for (let next = waiting.pop(); next && !signal?.aborted; next = waiting.pop() ?? links.shift()) {
      const path = join(folder, next.name);
      const real = await realpath(path);
      if (seen.has(real)) continue;
      seen.add(real);
      for (const entry of await readdir(path, { withFileTypes: true })) {
        if (entry.name.startsWith('.')) continue;
        const name = next.name === '' ? entry.name : `${next.name}/${entry.name}`;
        const isLink = entry.isSymbolicLink();
        const kind = isLink ? await kindOf(join(folder, name)) : entry;
        if (kind.isFile()) found.push(name);
        else if (kind.isDirectory() && next.depth > 1) (isLink ? links : waiting).push({ name, depth: next.depth - 1 });
      }
      links.sort((a, b) => (a.name < b.name ? -1 : 1));
    }
    return found.sort();
  },

  async read(path, most, signal) {
    // Opening a pipe would wait for who writes to it.
    if (!(await stat(path)).isFile()) throw new Error('it is no file');
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > most) throw new RangeError(`it has ${size} bytes, and at most ${most} are read`);
      return await file.readFile({ signal: signal as AbortSignal | undefined });
    } finally {
      await file.close();
    }
  },
};

/** A folder that is still to be looked into. */
interface Folder {
  readonly name: string;
  readonly depth: number;
}

const aFile = { isFile: () => true, isDirectory: () => false };

/** What a link leads to. One that leads nowhere passes for a file, so that reading it says what is wrong. */
const kindOf = (path: string) => stat(path).catch(() => aFile);
