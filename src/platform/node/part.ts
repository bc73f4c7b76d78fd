import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** What a name may have of another file's: some file systems allow names of no more than 143 bytes. */
const nameBytes = 64;

const pattern = /\.([0-9a-f]{12})-(\d+)-[0-9a-f]{12}\.kaleidoflow-part$/;

/**
 * Where a file is written before it is renamed to this path: beside it, hidden, with a name that says who writes. Parts there
 * whose writers are known to have died are removed.
 */
export function partOf(path: string): string {
  const folder = dirname(path);
  sweep(folder);
  const name = new TextDecoder().decode(Buffer.from(basename(path)).subarray(0, nameBytes)).replace(/\ufffd+$/, '');
  const random = randomBytes(6).toString('hex');
  return join(folder, `.${name}.${here()}-${process.pid}-${random}.kaleidoflow-part`);
}

/** Renames a part that is on the disk into its place, so that the new name is there too after a power failure. */
export function putInPlace(part: string, path: string): void {
  try {
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  try {
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Not every system can.
  }
}

/** Lets pass that Node's permission model allows no program to wait for the disk. */
export function unlessDenied(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_ACCESS_DENIED') throw error;
}

/** Milliseconds after which a folder is looked into again. */
const pause = 1_000;
let swept = { folder: '', at: 0 };

/** Removes what processes have left that were killed. */
export function sweep(folder: string): void {
  const now = performance.now();
  if (swept.folder === folder && now - swept.at < pause) return;
  swept = { folder, at: now };
  // What can't be listed or removed stays.
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {}
  for (const name of names.filter(isLeftOver)) {
    try {
      rmSync(join(folder, name), { force: true });
    } catch {}
  }
}

/** Whether the writer is one that could be seen from here, and is no more. */
function isLeftOver(name: string): boolean {
  const [, writer, pid] = pattern.exec(name) ?? [];
  if (writer !== here()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

let place: string | undefined;

/**
 * Where process ids are those of this process: other machines, containers, and this machine before it was started again have
 * others. Where that can't be known, it is a place of its own.
 */
function here(): string {
  place ??= createHash('sha256').update(processSpace()).digest('hex').slice(0, 12);
  return place;
}

function processSpace(): string | Buffer {
  try {
    if (process.platform === 'linux')
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + readlinkSync('/proc/self/ns/pid');
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ mac }) => mac) ?? []);
    return [hostname(), ...new Set(addresses)].sort().join();
  } catch {
    return randomBytes(12);
  }
}
