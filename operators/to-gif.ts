import type { Draw } from '../src/core/samples.js';
import { type GifOptions, gif } from '../src/frames/gif.js';
import type { Bytes } from '../src/platform/platform.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Encodes images as the frames of a GIF, or points of one or two numbers on axes, in chunks as they come: a header, one
 * chunk per draw, a trailer. The chunks so far, plus a trailer (0x3b), are a GIF. Grey values are exact. So are colours
 * while there are at most 256; beyond that, each channel is off by at most 32 of 255, and still pixels keep their
 * colour. With `encoder: 'gif-encoder-2'` that package (`npm install --ignore-scripts gif-encoder-2`) encodes them
 * instead, on Node; for any other encoder, use `toFrames`.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; in the stream, a RangeError for draws
 * that are anything else or change in size, and an Error when it ends without a draw, or without the requested package.
 * @example
 * ```ts
 * draws.pipe(take(120), toGif({ columns: 8, scale: 2, fps: 15 }), toFile('kaleidoscope.gif'));
 * draws.pipe(take(30), toGif({ encoder: 'gif-encoder-2', algorithm: 'neuquant', quality: 1 }), toFile('neuquant.gif'));
 * ```
 */
export function toGif(options?: GifOptions): Operator<Draw, Bytes> {
  return stage(gif(options));
}
