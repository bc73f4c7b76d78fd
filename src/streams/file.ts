import { platform } from '#platform';
import type { NewFile, WrittenFile } from '../platform/platform.js';
import { checkKind, checkValue, isA, path } from '../values/check.js';
import type { Stage } from './stage.js';

export function checkPath(file: string): void {
  checkValue('toFile: path', file, path('a path'));
}

/** A file for bytes to come, begun now so that a place that can't be written is known before anything is computed. */
export function createFile(path: string): NewFile {
  const file = begin(path);
  let isEmpty = true;
  return {
    write(chunk) {
      checkKind('toFile', 'bytes in a Uint8Array', chunk, isA('Uint8Array', chunk));
      file.write(chunk);
      isEmpty = false;
    },
    commit() {
      if (isEmpty) throw new Error(`toFile: ${path} is not written: the stream ended before its first bytes`);
      return file.commit();
    },
    discard: () => file.discard(),
  };
}

function begin(path: string): NewFile {
  try {
    return platform.createFile(path);
  } catch (error) {
    throw new Error(`toFile: ${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** Writes bytes as they come; the file is there when all have. */
export function fileWriter(path: string) {
  checkPath(path);
  return (): Stage<Uint8Array, WrittenFile> => {
    const file = createFile(path);
    return {
      next(chunk) {
        file.write(chunk);
        return [];
      },
      end: () => [file.commit()],
      close: () => file.discard(),
    };
  };
}
