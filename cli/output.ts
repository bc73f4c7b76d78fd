import { once } from 'node:events';
import { mapInTurn, toFile } from 'kaleidoflow';
import { ignoreElements, map, type OperatorFunction } from 'rxjs';

const isStandardOutput = (path: string): boolean => /^(-|\/dev\/stdout|\/(dev|proc\/self)\/fd\/1)$/.test(path);

/** Whether a path is one whose name says nothing of what is written there. */
export const isNameless = (path: string): boolean => isStandardOutput(path) || path.startsWith('/dev/');

/** Writes bytes to a file, and says so; standard output is left without a word. */
export function output(path: string): OperatorFunction<Uint8Array, string> {
  if (!isStandardOutput(path)) {
    const file = toFile(path);
    return (chunks) =>
      chunks.pipe(
        file,
        map(({ path, bytes }) => `${path} (${sized(bytes)})`),
      );
  }
  return (chunks) => chunks.pipe(mapInTurn(written), ignoreElements());
}

async function written(chunk: Uint8Array): Promise<void> {
  if (!process.stdout.write(chunk)) await once(process.stdout, 'drain');
}

/** Text as the bytes of a file. */
export const utf8: OperatorFunction<string, Uint8Array> = (texts) =>
  texts.pipe(map((text) => new TextEncoder().encode(text)));

const sized = (bytes: number): string => {
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${size.toFixed(1)} ${unit}`;
};

export const extensionOf = (path: string): string => /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
