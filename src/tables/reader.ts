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
