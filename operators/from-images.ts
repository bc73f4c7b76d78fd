import type { Samples } from '../src/core/samples.js';
import { type ImagesOptions, images } from '../src/pictures/images.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * Reads your own pictures, as samples of one size: PNG, JPEG, WebP, SVG, AVIF, and the first frame of a GIF. They are
 * read anew for each subscription, a few files at once. In Node it needs `npm install --ignore-scripts sharp`.
 *
 * If all pictures are in sub-folders, the first folder on the way to each is its class: their sorted names become the
 * labels 0, 1, …, and are the `labelNames`. A table can describe each picture further: `attributes`. The order is that
 * of the paths, with the classes taking turns.
 *
 * @param path A folder, with all that is in it; a glob, such as `photos/*.{png,jpg}`, where `**` is any folders; the
 * path of a file; or a list of paths. Folders and globs skip files with other extensions and names that begin with a
 * dot. In browsers, which decode pictures themselves, a path is the URL of a file, relative to that of the page.
 * Anywhere it may be a Blob or a File, or a list of them: all the Files of a chosen folder (`<input webkitdirectory>`)
 * count as that folder.
 * @returns One `Samples` of shape [height, width, channels].
 * @throws TypeError or RangeError for an option that is not allowed, at once. In the stream: a RangeError if there are
 * no pictures, fewer than `count`, or more than `memory` holds, before any is read; an Error that names the file for
 * one that is broken, has more than 100 million pixels, or, if `size` is left out, has another size than the first.
 * @example
 * ```ts
 * fromImages('pictures', { size: 24, background: 'white' });
 * fromImages('faces', { size: 32, attributes: 'faces/metadata.csv' }); // with rows of file_name, hair, glasses, …
 * fromImages('photos/*.jpg', { size: [48, 64], fit: 'cover', count: 500 });
 * fromImages(['a.png', 'b.png'], { channels: 1, range: [0, 1], onProgress: ({ done, total }) => console.log(done, total) });
 * ```
 */
export function fromImages(path: string | Blob | readonly (string | Blob)[], options?: ImagesOptions): Source<Samples> {
  return source(images(path, options));
}
