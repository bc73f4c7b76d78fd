import { given } from '../given.js';
import type { LibraryName } from '../platform.js';

/** The packages that a page needs, by their names. */
export type Libraries = {
  readonly [Name in Exclude<LibraryName, '@tensorflow/tfjs-node'>]?: (() => Promise<unknown>) | undefined;
};

/**
 * Gives a page the packages that only some need; each is loaded when it is first asked for. In Node they are found without
 * it, save in a bundle that is all there is. No bundler can leave out a package that is named in a library and not installed, so it is the page that names it.
 * @throws TypeError for what is no function.
 * @example setLibraries({ papaparse: () => import('papaparse') })
 */
export function setLibraries(libraries: Libraries): void {
  for (const [name, load] of Object.entries(libraries)) {
    if (load !== undefined && typeof load !== 'function')
      throw new TypeError(`setLibraries: ${name} must be a function that loads it, not ${JSON.stringify(load)}`);
    if (load) given.set(name, load);
  }
}

export async function library<T>(name: LibraryName): Promise<T> {
  if (name === '@tensorflow/tfjs-node' || name === 'gif-encoder-2')
    throw new DOMException(`${name} is for Node alone`, 'NotSupportedError');
  const load = given.get(name);
  if (!load) throw Object.assign(new Error(`'${name}' was not given`), { code: 'ERR_MODULE_NOT_FOUND' });
  return load() as Promise<T>;
}

export function alsoFor(name: string): string {
  const key = /\W/.test(name) ? `'${name}'` : name;
  return ` and, from kaleidoflow/web, \`setLibraries({ ${key}: () => import('${name}') })\``;
}
