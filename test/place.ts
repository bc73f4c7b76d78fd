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

/** Where sources find files: in a directory of the system, or at addresses. */
export interface Shelf {
  /** Its path. */
  readonly folder: string;
  /** Gives its path. */
  keep(name: string, chunks: readonly Uint8Array[]): Promise<string>;
}

export async function shelf(): Promise<Shelf> {
  if (isPage) {
    const folder = `/kept/${crypto.randomUUID()}/`;
    return {
      folder,
      async keep(name, chunks) {
        await fetch(folder + name, { method: 'PUT', body: new Blob(chunks as Uint8Array<ArrayBuffer>[]) });
        return folder + name;
      },
    };
  }
  const directory = await place();
  return {
    folder: directory.pathOf(''),
    async keep(name, chunks) {
      await directory.write(name, chunks);
      return directory.pathOf(name);
    },
  };
}
