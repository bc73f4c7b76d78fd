import type { WrittenFile } from '../src/platform/platform.js';
import { fileWriter, type PathOf } from '../src/streams/file.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Writes the bytes into a file, and emits its path and size when it is whole. The file is written beside its place, and
 * renamed into it at the end: a stream that fails, is left or has no bytes leaves an earlier file as it was.
 * The place is tried before the source is read, so a directory that does not exist is known before any training.
 * A link is followed, an earlier file's mode is kept, and one that is read-only is refused. A device, a pipe or a socket, such as
 * `/dev/stdout`, is written into as bytes come.
 *
 * @param path Where to, relative to the working directory: one file of all bytes; or a function of a file's first bytes and
 * its number, from 0, for a file of each PNG, model or GIF that comes, and of each array of bytes from elsewhere. The same path
 * again replaces the file before.
 * @throws The system's error, in the stream, when it cannot be written; Error when no bytes come, or, behind one path, when
 * a second PNG, model or GIF comes.
 * @example
 * ```ts
 * draws.pipe(take(120), toGif(), toFile('kaleidoscope.gif')).subscribe(({ path, bytes }) => console.log(path, bytes));
 * draws.pipe(take(120), toPng(), toFile((_, i) => `frame-${i}.png`));
 * ```
 */
export function toFile(path: string | PathOf): Operator<Uint8Array, WrittenFile> {
  return stage(fileWriter(path));
}
