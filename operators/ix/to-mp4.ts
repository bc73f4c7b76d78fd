import type { OperatorAsyncFunction } from 'ix/interfaces';
import { filming, type Mp4Options } from '../../src/streams/movie.js';
import type { Draw } from '../../src/values/samples.js';
import { lift } from './lift.js';

/**
 * Draws images as the frames of an MP4 movie, encoded by the browser (WebCodecs: H.264, else VP9 or AV1), in pieces of about
 * a second as they are read. It needs a browser, and `mediabunny`,
 * which a page gives it: `setLibraries({ mediabunny: () => import('mediabunny') })`.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; when read, a RangeError for draws that are not
 * images or change in size, and an Error when they end without a draw, or where nothing can be encoded.
 * @example
 * ```ts browser
 * draws.pipe(take(300), toMp4({ columns: 8, scale: 2, fps: 30 }), toFile('kaleidoscope.mp4'));
 * ```
 */
export function toMp4(options?: Mp4Options): OperatorAsyncFunction<Draw, Uint8Array<ArrayBuffer>> {
  const open = filming(options);
  return lift(async function* (draws) {
    const movie = open();
    try {
      for await (const draw of draws) yield* movie.frame(draw);
      yield* movie.end();
    } finally {
      movie.discard();
    }
  });
}
