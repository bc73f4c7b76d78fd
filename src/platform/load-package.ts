import { platform } from '#platform';
import { isMissing } from './missing.js';
import type { LibraryName } from './platform.js';

/**
 * A package that only some need; where it is not there, the error says how to get it.
 * @param asker The operator that needs it.
 * @param what What it is needed for.
 */
export async function loadPackage<T>(asker: string, name: LibraryName, version: string, what: string): Promise<T> {
  try {
    return await platform.library<T>(name);
  } catch (error) {
    if (!isMissing(error))
      throw new Error(`${asker}: ${name} could not be loaded: ${(error as Error).message}`, { cause: error });
    const install = `\`npm install --ignore-scripts ${name}@${version}\`${platform.alsoFor(name)}`;
    throw new Error(`${asker}: ${what} needs ${name}: ${install}`, { cause: error });
  }
}
