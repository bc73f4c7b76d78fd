import type { Draw, Samples } from '../src/core/samples.js';
import { type Frame, type FrameOptions, frames } from '../src/frames/frames.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Renders images, or points of one or two numbers on axes, as pixels of red, green, blue and alpha, for any encoder or
 * canvas at the end of a pipeline. `toGif`, `toPng`, `toMp4` and `toCanvas` use the same pixels.
 *
 * @returns A `Frame` for each draw: `{ data, width, height, delay, step }`.
 * @throws TypeError or RangeError for an option that is not allowed, at once; a RangeError for draws of anything else,
 * in the stream.
 * @example
 * ```ts
 * draws.pipe(take(3), toFrames({ scale: 2, fps: 30 })).subscribe(({ data, width, height, delay, step }) => {
 *   console.log(step, `${width} × ${height}`, data.length, delay); // 1 20 × 8 640 33.333333333333336
 * });
 * ```
 */
export function toFrames(options?: FrameOptions): Operator<Samples | Draw, Frame> {
  return mapped(frames(options));
}
