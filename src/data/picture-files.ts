import { platform } from '#platform';
import { show } from '../values/check.js';
import type { Samples } from '../values/samples.js';
import { globOf } from './glob.js';

/** The names that files of pictures end in. */
const extensions = ['png', 'jpg', 'jpeg', 'webp', 'svg', 'gif', 'avif'];

/** Files of pictures, in the order in which they become samples, and their classes. */
export interface PictureFiles extends Pick<Samples, 'labels' | 'labelNames'> {
  readonly paths: readonly string[];
}

/** Finds the files that are meant by a folder, a glob, the path of a file, or a list of those. */
export async function findPictures(path: string | readonly string[], signal?: AbortSignal): Promise<PictureFiles> {
  if (typeof path !== 'string') return { paths: path };
  const found = await platform.files.stat(path);
  if (found?.kind === 'file') return { paths: [path] };
  const glob = found ? undefined : readGlob(path);
  if (found?.kind !== 'folder' && !glob)
    throw new RangeError(
      `fromImages: path must be a folder, a glob or files, not ${show(path)}, which ${found ? 'is neither' : 'does not exist'}`,
    );
  const { folder, depth, matches } = glob ?? { folder: path, depth: Number.POSITIVE_INFINITY, matches: () => true };
  const all = (await platform.files.stat(folder)) ? await platform.files.inside(folder, depth, signal) : [];
  const names = all.filter((name) => isPicture(name) && matches(name));
  if (names.length === 0 && !signal?.aborted)
    throw new RangeError(
      `fromImages: path must have pictures in it, not ${show(path)}: there is no file that ends in .${extensions.join(', .')}`,
    );
  return inClasses(names, (name) => (folder.endsWith('/') ? folder + name : `${folder}/${name}`));
}

function readGlob(path: string) {
  try {
    return globOf(path);
  } catch (error) {
    throw new RangeError(`fromImages: path must be a glob, not ${show(path)}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

const isPicture = (name: string): boolean => extensions.includes(name.slice(name.lastIndexOf('.') + 1).toLowerCase());

/** The classes in turn, the first picture of each, then the second of each: so the first few are of all of them. */
function inClasses(names: readonly string[], pathOf: (name: string) => string): PictureFiles {
  if (!names.every((name) => name.includes('/'))) return { paths: names.map(pathOf) };
  const labelNames = [...new Set(names.map(classOf))].sort();
  const places = new Map(labelNames.map((name, place) => [name, place]));
  const seen = new Int32Array(labelNames.length);
  const files = names.map((name) => {
    const label = places.get(classOf(name))!;
    return { name, label, turn: seen[label]!++ };
  });
  files.sort((a, b) => a.turn - b.turn || a.label - b.label);
  return {
    paths: files.map(({ name }) => pathOf(name)),
    labels: Int32Array.from(files, ({ label }) => label),
    labelNames,
  };
}

/** The first folder on the way to a file. */
const classOf = (name: string): string => name.slice(0, name.indexOf('/'));
