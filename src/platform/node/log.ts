import { closeSync, constants, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { LogFile } from '../platform.js';

/** A regular file, written in its place. */
export function openLog(path: string): LogFile {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error('it is no file');
    const before = readFileSync(descriptor, 'latin1');
    let size = before.length;
    return {
      before,
      write(text, at) {
        if (at < size) ftruncateSync(descriptor, at);
        const bytes = Buffer.from(text, 'latin1');
        for (let from = 0; from < bytes.length; )
          from += writeSync(descriptor, bytes, from, bytes.length - from, at + from);
        size = at + bytes.length;
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
