import { platform } from '#platform';
import type { Files } from '../platform/platform.js';
import { isBlob } from './check.js';
import { plain } from './plain.js';
import { unsecret, withoutSecrets } from './secrets.js';

/** What may be read: a path, which in browsers is an address from that of the page, or a Blob, such as a File. */
export type Source = string | Blob;

/** What only a File has of a Blob. */
interface FileNames {
  readonly name?: string;
  readonly webkitRelativePath?: string;
}

/** Its path; for a File the one from the folder that was chosen with it, else its name. None for a Blob. */
export function pathOf(source: Source): string {
  if (!isBlob(source)) return source;
  const { name = '', webkitRelativePath } = source as FileNames;
  return webkitRelativePath || name;
}

/** A source, to speak of it. */
export const nameOf = (source: Source): string => plain(withoutSecrets(pathOf(source))) || 'a Blob';

function fail(error: Error): never {
  throw unsecret(error);
}

/** Files of the platform, whose errors say no secret of an address. */
export const files: Files = {
  stat: (path) => platform.files.stat(path).catch(fail),
  names: (folder) => platform.files.names(folder).catch(fail),
  inside: (folder, depth, signal) => platform.files.inside(folder, depth, signal).catch(fail),
  read: (path, most, signal) => platform.files.read(path, most, signal).catch(fail),
};

/** What is said where a file cannot be read, or is not what it should be: a TypeError where the bytes are wrong. */
export function unreadable(operator: string, name: string, error: unknown): Error {
  const Kind = error instanceof TypeError ? TypeError : Error;
  return new Kind(`${operator}: ${name} cannot be read: ${(error as Error).message}`, { cause: error });
}

/** All of what a source has, unless it is more than `most` bytes. */
export async function read(source: Source, most: number, signal?: AbortSignal): Promise<Uint8Array> {
  if (!isBlob(source)) return files.read(source, most, signal);
  if (source.size > most) throw new RangeError(`it has ${source.size} bytes, and at most ${most} are read`);
  return new Uint8Array(await source.arrayBuffer());
}
