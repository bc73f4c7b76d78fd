import type { Draw } from '../src/core/samples.js';
import { type Canvas, type CanvasOptions, painting } from '../src/frames/canvas.js';
import { type Keeper, stage } from './lift/rxjs/lift.js';

/**
 * Paints each draw on a canvas just before the screen's next frame, and passes it on: images, or points of one or two
 * numbers on axes. The chain waits, so it runs at the pace of the screen, or of `fps`, and pauses while the page is
 * hidden. The canvas takes the size of the picture; styles may enlarge it.
 *
 * @throws TypeError or RangeError for what is no canvas and for an option that is not allowed, at once; in the stream,
 * a RangeError for draws of anything else.
 * @example
 * ```ts browser
 * const canvas = document.querySelector('canvas')!;
 * draws.pipe(toCanvas(canvas, { columns: 8, fps: 15 })).subscribe(({ step }) => console.log(step));
 * ```
 */
export function toCanvas(canvas: Canvas, options?: CanvasOptions): Keeper<Draw> {
  return stage(painting(canvas, options)) as Keeper<Draw>;
}
