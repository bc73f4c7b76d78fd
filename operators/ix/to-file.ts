import type { OperatorAsyncFunction } from 'ix/interfaces';
import type { WrittenFile } from '../../src/platform/platform.js';
import { checkPath, createFile } from '../../src/streams/file.js';
import { lift } from './lift.js';

/**
 * Writes the bytes into a file, and yields its path and size when it is whole. The file is written beside its place, and
 * renamed into it at the end: an iteration that fails, is stopped or has no bytes leaves an earlier file as it was.
 * The place is tried before the source is read, so a directory that does not exist is known before any training.
 *
 * @param path Where to; relative to the working directory.
 * @throws The system's error, when read, if it cannot be written; Error when no bytes come.
 * @example
 * ```ts
 * for await (const { path, bytes } of draws.pipe(take(120), toGif(), toFile('kaleidoscope.gif')))
 *   console.log(path, bytes);
 * ```
 */
export function toFile(path: string): OperatorAsyncFunction<Uint8Array, WrittenFile> {
  checkPath(path);
  return lift(async function* (chunks) {
    const file = createFile(path);
    try {
      for await (const chunk of chunks) file.write(chunk);
      yield file.commit();
    } finally {
      file.discard();
    }
  });
}
