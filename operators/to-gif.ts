import type { Draw } from '../src/core/samples.js';
import { type GifOptions, gif } from '../src/frames/gif.js';
import type { Bytes } from '../src/platform/platform.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Draws images as the frames of a GIF, or points of one or two numbers on axes, in chunks as they come: a header, one chunk a
 * draw, a trailer. What has come so far, with a trailer (0x3b) behind it, is a GIF. Grey values are kept exactly. So are
 * colours while there are at most 256; more of them are shown with each channel at most 32 of 255 off, and hold still. With
 * `encoder: 'gif-encoder-2'` that package (`npm install --ignore-scripts gif-encoder-2`) writes them instead, on Node; `toFrames`
 * has them for any other encoder.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; in the stream, a RangeError for draws that
 * are anything else or change in size, and an Error when it ends without a draw, or without the package that was asked for.
 * @example
 * ```ts
 * draws.pipe(take(120), toGif({ columns: 8, scale: 2, fps: 15 }), toFile('kaleidoscope.gif'));
 * draws.pipe(take(30), toGif({ encoder: 'gif-encoder-2', algorithm: 'neuquant', quality: 1 }), toFile('neuquant.gif'));
 * ```
 */
export function toGif(options?: GifOptions): Operator<Draw, Bytes> {
  return stage(gif(options));
}
