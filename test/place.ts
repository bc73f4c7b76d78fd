import { platform } from '#platform';
import type { Directory } from '../dist/src/platform/platform.js';

/** Whether the tests run in a page. */
export const isPage = 'document' in globalThis;

const parent = isPage ? 'tests' : (await import('node:os')).tmpdir();

/** A new directory for the files of a test: of the system, or of the page's origin. */
export async function place(): Promise<Directory> {
  const directory = platform.directory(`${parent}/kaleidoflow-${crypto.randomUUID()}`);
  await directory.make();
  return directory;
}
