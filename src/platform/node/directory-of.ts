import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The directory of an installed package, seen from this file or from where the process runs. */
export function directoryOf(name: string): string | undefined {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      return dirname(createRequire(place).resolve(`${name}/package.json`));
    } catch {}
  }
  return undefined;
}
