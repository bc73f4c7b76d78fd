import type { WrittenFile } from '../src/platform/platform.js';
import { fileWriter } from '../src/streams/file.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Writes the bytes into a file, and emits its path and size when it is whole. The file is written beside its place, and
 * renamed into it at the end: a stream that fails, is left or has no bytes leaves an earlier file as it was.
 * The place is tried before the source is read, so a directory that does not exist is known before any training.
 *
 * @param path Where to; relative to the working directory.
 * @throws The system's error, in the stream, when it cannot be written; Error when no bytes come.
 * @example
 * ```ts
 * draws.pipe(take(120), toGif(), toFile('kaleidoscope.gif')).subscribe(({ path, bytes }) => console.log(path, bytes));
 * ```
 */
export function toFile(path: string): Operator<Uint8Array, WrittenFile> {
  return stage(fileWriter(path));
}
