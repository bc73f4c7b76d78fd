import type { Draw } from '../src/core/samples.js';
import { filming, type Mp4Options } from '../src/frames/movie.js';
import type { Bytes } from '../src/platform/platform.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Encodes images as the frames of an MP4 movie, with the browser's encoder (WebCodecs: H.264, else VP9 or AV1), in
 * pieces of about a second as they come. The chain waits for the encoder. It needs a browser, and `mediabunny`, which
 * the page provides: `setLibraries({ mediabunny: () => import('mediabunny') })`.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; in the stream, a RangeError for draws
 * that are not images or change in size, and an Error when it ends without a draw, or where nothing can be encoded.
 * @example
 * ```ts browser
 * draws.pipe(take(300), toMp4({ columns: 8, scale: 2, fps: 30 }), toFile('kaleidoscope.mp4'));
 * ```
 */
export function toMp4(options?: Mp4Options): Operator<Draw, Bytes> {
  return stage(filming(options));
}
