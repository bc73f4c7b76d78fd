import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readlinkSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, isAbsolute } from 'node:path';
import type { NewFile } from '../platform.js';
import { partOf, putInPlace, unlessDenied } from './part.js';
import { Pipe, Standard } from './pipe.js';

/**
 * What is written to a path. A regular file is replaced when the new one is whole, and so is what a link leads to, while the
 * link stays; all else, such as a device, a pipe or a descriptor, is written into as bytes come.
 */
export function createFile(path: string): NewFile {
  const { target, descriptor } = followed(path);
  if (descriptor === 1 || descriptor === 2)
    return new Standard(path, descriptor === 1 ? process.stdout : process.stderr);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() || /[/\\]$/.test(path)) throw new Error('EISDIR: it is a directory');
  if (found?.isFIFO() || found?.isSocket()) return new Pipe(path, found.isFIFO());
  if (descriptor !== undefined) return new Through(path, descriptor, false);
  if (found && !found.isFile()) return new Through(path, openSync(path, constants.O_WRONLY | constants.O_NOCTTY), true);
  return new Part(path, target, found);
}

/** Writing is synchronous, so that a fast stream waits for the disk instead of filling memory. */
class Part implements NewFile {
  readonly #path: string;
  readonly #target: string;
  readonly #part: string;
  readonly #descriptor: number;
  #bytes = 0;
  #open = true;

  constructor(path: string, target: string, found: Stats | undefined) {
    // Root may write what nobody may, so the mode is asked too.
    if (found && (found.mode & 0o222) === 0) throw new Error('EACCES: it is read-only');
    if (found) accessSync(target, constants.W_OK);
    this.#path = path;
    this.#target = target;
    this.#part = partOf(target);
    this.#descriptor = openSync(this.#part, 'wx', found?.mode);
    try {
      if (found) keepRights(this.#part, found);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  write(chunk: Uint8Array): void {
    writeAll(this.#descriptor, chunk);
    this.#bytes += chunk.length;
  }

  commit() {
    try {
      fsyncSync(this.#descriptor);
    } catch (error) {
      unlessDenied(error);
    }
    this.#close();
    putInPlace(this.#part, this.#target);
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

/** Gives a part the mode of the file that it will replace and, where that is allowed, its owner. */
function keepRights(part: string, { mode, uid, gid }: Stats): void {
  try {
    chownSync(part, uid, gid);
  } catch {}
  chmodSync(part, mode);
}

/** A device, or a descriptor that somebody else has opened and will close. */
class Through implements NewFile {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #isOurs: boolean;
  #bytes = 0;
  #open = true;

  constructor(path: string, descriptor: number, isOurs: boolean) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#isOurs = isOurs;
  }

  write(chunk: Uint8Array): void {
    writeAll(this.#descriptor, chunk);
    this.#bytes += chunk.length;
  }

  commit() {
    this.discard();
    return { path: this.#path, bytes: this.#bytes };
  }

  discard(): void {
    if (this.#open && this.#isOurs) closeSync(this.#descriptor);
    this.#open = false;
  }
}

function writeAll(descriptor: number, chunk: Uint8Array): void {
  for (let from = 0; from < chunk.length; ) from += writeSync(descriptor, chunk, from);
}

/** As many links as systems follow. */
const mostLinks = 40;

/** Where links lead from a path; and the descriptor where it is one of this process, as of /dev/stdout. */
function followed(path: string): { target: string; descriptor?: number } {
  let target = path;
  for (let links = 0; links < mostLinks; links++) {
    const [, descriptor] = /^\/(?:proc\/self|dev)\/fd\/(\d+)$/.exec(target) ?? [];
    if (descriptor !== undefined) return { target, descriptor: Number(descriptor) };
    const link = linkOf(target);
    if (link === undefined) break;
    // As it stands, for `..` behind a link to a folder is the parent of where that leads.
    target = isAbsolute(link) ? link : `${dirname(target)}/${link}`;
  }
  return { target };
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
