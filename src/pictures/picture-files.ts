import { isBlob, show } from '../base/check.js';
import { files, pathOf, type Source } from '../base/source.js';
import type { Samples } from '../core/samples.js';
import { globOf } from './glob.js';

/** The names that files of pictures end in. */
const extensions = ['png', 'jpg', 'jpeg', 'webp', 'svg', 'gif', 'avif'];

/** Files of pictures, in the order in which they become samples, and their classes. */
export interface PictureFiles extends Pick<Samples, 'labels' | 'labelNames'> {
  readonly files: readonly Source[];
}

/** Finds the files that are meant by a folder, a glob, the path of a file, or a list of those. */
export async function findPictures(path: Source | readonly Source[], signal?: AbortSignal): Promise<PictureFiles> {
  if (typeof path !== 'string') return given([path].flat());
  const found = await files.stat(path);
  if (found === 'file') return { files: [path] };
  const glob = found ? undefined : readGlob(path);
  if (found !== 'folder' && !glob)
    throw new RangeError(
      `fromImages: path must be a folder, a glob or files, not ${show(path)}, which ${found ? 'is neither' : 'does not exist'}`,
    );
  const { folder, depth, matches } = glob ?? { folder: path, depth: Number.POSITIVE_INFINITY, matches: () => true };
  const all = (await files.stat(folder)) ? await listed(folder, depth, signal) : [];
  const names = all.filter((name) => isPicture(name) && matches(name));
  if (names.length === 0 && !signal?.aborted) throw noPictures(show(path));
  return inClasses(names.map((name) => ({ name, source: folder.endsWith('/') ? folder + name : `${folder}/${name}` })));
}

async function listed(folder: string, depth: number, signal?: AbortSignal): Promise<readonly string[]> {
  try {
    return await files.inside(folder, depth, signal);
  } catch (error) {
    throw new Error(`fromImages: ${(error as Error).message}`, { cause: error });
  }
}

const noPictures = (where: string) =>
  new RangeError(
    `fromImages: path must have pictures in it, not ${where}: there is no file that ends in .${extensions.join(', .')}`,
  );

/** Files that say in which folders they are, as those of a folder that was chosen or dropped, are what that folder has. */
function given(files: readonly Source[]): PictureFiles {
  const found = files.map((source) => ({ name: pathOf(source), source }));
  if (!found.every(({ name, source }) => isBlob(source) && name.includes('/'))) return { files };
  const roots = new Set(found.map(({ name }) => name.slice(0, name.indexOf('/'))));
  const isChosen = found.every(({ source }) => (source as { webkitRelativePath?: string }).webkitRelativePath);
  // What was chosen is one folder, and its name no class.
  const inside = found.map(({ name, source }) => ({
    name: isChosen && roots.size === 1 ? name.slice(name.indexOf('/') + 1) : name,
    source,
  }));
  const pictures = inside.filter(({ name }) => isPicture(name) && !/(^|\/)\./.test(name));
  if (pictures.length === 0) throw noPictures('a list of files');
  return inClasses(pictures.sort((a, b) => (a.name < b.name ? -1 : 1)));
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
function inClasses(pictures: readonly { readonly name: string; readonly source: Source }[]): PictureFiles {
  if (!pictures.every(({ name }) => name.includes('/'))) return { files: pictures.map(({ source }) => source) };
  const labelNames = [...new Set(pictures.map(({ name }) => classOf(name)))].sort();
  const places = new Map(labelNames.map((name, place) => [name, place]));
  const seen = new Int32Array(labelNames.length);
  const files = pictures.map(({ name, source }) => {
    const label = places.get(classOf(name))!;
    return { source, label, turn: seen[label]!++ };
  });
  files.sort((a, b) => a.turn - b.turn || a.label - b.label);
  return {
    files: files.map(({ source }) => source),
    labels: Int32Array.from(files, ({ label }) => label),
    labelNames,
  };
}

/** The first folder on the way to a file. */
const classOf = (name: string): string => name.slice(0, name.indexOf('/'));
