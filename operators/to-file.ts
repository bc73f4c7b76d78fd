import type { WrittenFile } from '../src/platform/platform.js';
import { fileWriter, type PathOf } from '../src/streams/file.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Writes the bytes to a file, and emits its path and size when it is complete. It writes a temporary file, and renames
 * it at the end: a stream that fails, is unsubscribed or has no bytes leaves an earlier file intact. The path is
 * checked before the source is read, so a missing directory is reported before any training. Links are followed, an
 * earlier file's mode is kept, and a read-only one is refused. A device, a pipe or a socket, such as `/dev/stdout`, is
 * written into as bytes come.
 *
 * @param path Where to, relative to the working directory: one file of all bytes; or a function of a file's first bytes
 * and its number, from 0, for a file for each PNG, model or GIF, and for each array of bytes from elsewhere. The same
 * path again replaces the file before.
 * @throws The system's error, in the stream, when it cannot be written; Error when no bytes come, or, for a single
 * path, when a second PNG, model or GIF comes.
 * @example
 * ```ts
 * draws.pipe(take(120), toGif(), toFile('kaleidoscope.gif')).subscribe(({ path, bytes }) => console.log(path, bytes));
 * draws.pipe(take(120), toPng(), toFile((_, i) => `frame-${i}.png`));
 * ```
 */
export function toFile(path: string | PathOf): Operator<Uint8Array, WrittenFile> {
  return stage(fileWriter(path));
}
