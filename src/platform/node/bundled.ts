import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { directoryOf } from './directory-of.js';
import type { PackageName } from './packages.js';

/** What stands in the place of `packages.ts` in a bundle: it names nothing that a bundler would look for, and not find. */

/** Of the installed library, if it is: it finds its own packages where a bundle may not. */
function installed(name: string): URL | undefined {
  const directory = directoryOf('kaleidoflow');
  const file = directory && join(directory, 'dist/src/platform/node', name);
  return file && existsSync(file) ? pathToFileURL(file) : undefined;
}

/** An import that no bundler follows. */
const importAtRunTime = (specifier: string) =>
  import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ specifier);

export async function importPackage<T>(name: PackageName): Promise<T> {
  const file = installed('packages.js');
  if (!file) return importAtRunTime(name);
  const { importPackage }: typeof import('./packages.js') = await importAtRunTime(file.href);
  return importPackage(name);
}

export const threadFile = (): URL | undefined => installed('worker.js');
