import type { Samples } from '../src/core/samples.js';
import { type ImagesOptions, images } from '../src/pictures/images.js';
import { type Source, source } from './lift/rxjs/lift.js';

/**
 * Pictures of your own, as samples of one size: PNG, JPEG, WebP, SVG, AVIF, and the first frame of a GIF. They are read anew
 * each time, a few files at once, until the stream is left. In Node it needs
 * `npm install --ignore-scripts sharp`.
 *
 * Where all pictures lie in sub-folders, the first folder on the way to each is its class: their names, sorted, become the
 * labels 0, 1, …, and are the `labelNames`. A table beside them says more: `attributes`. The order is that of the paths, the classes in turn.
 *
 * @param path A folder, with all that is in it; a glob, such as `photos/*.{png,jpg}`, where `**` is any folders; the path of a
 * file; or a list of paths of files. In folders, and by globs, files of other endings and names that begin with a dot are
 * left out. In browsers, which decode pictures themselves, a path is an address, from that of the page, of a file. Anywhere it
 * may be a Blob or a File, or a list of them: all the Files of a folder that was chosen (`<input webkitdirectory>`) are what
 * the folder has.
 * @returns One `Samples` of shape [height, width, channels].
 * @throws TypeError or RangeError for an option that is not allowed, at once. In the stream: a RangeError where there are no
 * pictures, fewer than `count`, or more than `memory` holds, before any is read; an Error that names the file for one that
 * is broken, has more than 100 million pixels, or, where `size` is left out, another size than the first.
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
