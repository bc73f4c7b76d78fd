import { fromImages, type Samples } from 'kaleidoflow';
import { defer, type Observable, switchMap } from 'rxjs';
import { emptyFolder, keepFile, keptFiles } from './files.js';

const place = 'pictures';
const most = 1_500;

/** Keeps pictures in the browser's own storage, in place of those before; says how many. */
export async function keepPictures(files: readonly File[]): Promise<number> {
  const pictures = files.filter(({ type }) => type.startsWith('image/')).slice(0, most);
  if (pictures.length === 0) return 0;
  await emptyFolder(place);
  for (const [i, file] of pictures.entries()) await keepFile(place, `${String(i).padStart(4, '0')} ${file.name}`, file);
  return pictures.length;
}

export const keptPictures = (): Promise<File[]> => keptFiles(place);

/** The pictures that are kept, as samples of one size. */
export const pictures = (size: number): Observable<Samples> =>
  defer(keptPictures).pipe(
    switchMap((files) => {
      if (files.length === 0) throw new Error('there are no pictures yet: drop some on the page, or choose them');
      return fromImages(files, { size, channels: 3, fit: 'cover' });
    }),
  );

/** All files of what was dropped, those in folders too. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return Array.from(files);
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile)
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...(await Promise.all(some.map(filesIn))).flat());
  }
}
