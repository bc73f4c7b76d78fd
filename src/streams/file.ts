import { platform } from '#platform';
import { checkKind, checkValue, isA, path as pathRule, type Rule } from '../base/check.js';
import { fileGoesOn } from '../base/file-ends.js';
import type { NewFile, WrittenFile } from '../platform/platform.js';
import type { Stage } from './stage.js';

/** The path of a file, by its first bytes and its number, from 0. */
export type PathOf = (bytes: Uint8Array, index: number) => string;

const paths = {
  ...pathRule('a path, or a function of the bytes and their number that returns one'),
  types: ['string', 'function'],
  accepts: (value) => typeof value === 'function' || pathRule('').accepts(value),
} as Rule<string | PathOf | undefined>;

/** Checks the path now, and writes bytes as they come; a file is there when all of it has come. */
export function fileWriter(path: string | PathOf) {
  checkValue('toFile: path', path, paths);
  return (signal: AbortSignal): Stage<Uint8Array, WrittenFile> =>
    typeof path === 'function' ? files(path, signal) : oneFile(path, signal);
}

/** One file, begun now, so that a place that can't be written is known before anything is computed. */
function oneFile(path: string, signal: AbortSignal): Stage<Uint8Array, WrittenFile> {
  const file = begin(path);
  let [isEmpty, isWhole] = [true, false];
  return {
    next(chunk) {
      checkBytes(chunk);
      if (isWhole)
        throw new Error(
          `toFile: ${path} is not written: a second file came behind the first; choose one, with take(1) or last(), or name each: toFile((bytes, i) => path)`,
        );
      isWhole = fileGoesOn(chunk) === false;
      isEmpty = false;
      return taken(file.write(chunk), signal);
    },
    end() {
      if (isEmpty) throw new Error(`toFile: ${path} is not written: the stream ended before its first bytes`);
      return [file.commit()];
    },
    close: () => file.discard(),
  };
}

/** A file for each of those that come. Bytes of which no encoder has said more are one. */
function files(pathOf: PathOf, signal: AbortSignal): Stage<Uint8Array, WrittenFile> {
  let file: NewFile | undefined;
  let count = 0;
  const whole = function* () {
    if (file) yield file.commit();
    file = undefined;
  };
  return {
    async *next(chunk) {
      checkBytes(chunk);
      file ??= begin(checkValue('toFile: path', pathOf(chunk, count++), pathRule('a path')) as string);
      yield* taken(file.write(chunk), signal);
      if (!fileGoesOn(chunk) && !signal.aborted) yield* whole();
    },
    end: whole,
    close: () => file?.discard(),
  };
}

const checkBytes = (chunk: unknown): void =>
  checkKind('toFile', 'bytes in a Uint8Array', chunk, isA('Uint8Array', chunk));

/** Nothing, when bytes have been written. */
const taken = (written: void | Promise<void>, signal: AbortSignal): Iterable<never> | AsyncIterable<never> =>
  written ? waited(written, signal) : [];

async function* waited(written: Promise<void>, signal: AbortSignal): AsyncGenerator<never, void, undefined> {
  await new Promise<void>((resolve, reject) => {
    const leave = () => resolve();
    signal.addEventListener('abort', leave);
    written.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

function begin(path: string): NewFile {
  try {
    return platform.createFile(path);
  } catch (error) {
    throw new Error(`toFile: ${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}
