import { platform } from '#platform';
import { isMissing } from '../platform/missing.js';
import type { LibraryName } from '../platform/platform.js';
import type { CheckedOptions } from './options.js';
import { type RawTable, TableError } from './raw.js';

/** Reads the bytes of a file as a table. */
export type Reader = (bytes: Uint8Array, path: string, options: CheckedOptions) => Promise<RawTable>;

/** The text of a file. */
export function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new TableError(`'${path}' must be text in UTF-8`, { cause: error });
  }
}

/** A library that reads a kind of file. */
export async function load<T>(name: LibraryName, version: string, kind: string): Promise<T> {
  try {
    return await platform.library<T>(name);
  } catch (error) {
    if (!isMissing(error))
      throw new Error(`fromTable: ${name} could not be loaded: ${(error as Error).message}`, { cause: error });
    const install = `\`npm install --ignore-scripts ${name}@${version}\`${platform.alsoFor(name)}`;
    throw new Error(`fromTable: ${kind} needs ${name}: ${install}`, { cause: error });
  }
}
