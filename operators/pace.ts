import { pacing } from '../src/streams/pace.js';
import { type Keeper, stage } from './lift/rxjs/lift.js';

/**
 * Passes values on, at most so many a second, and the chain waits meanwhile: it computes no draw before it is due. A
 * late value is passed on when it comes, and lost time is not made up. Put it before anything that is watched while it
 * is made, such as a live GIF. A source that ignores back-pressure, such as RxJS's `interval`, is queued.
 *
 * @param fps Values a second.
 * @throws TypeError or RangeError when `fps` is not a finite number above 0, at once.
 * @example
 * ```ts
 * draws.pipe(pace(15), toGif({ fps: 15 }), take(9)); // at 15 frames a second, as they will be shown
 * ```
 */
export function pace(fps: number): Keeper<unknown> {
  return stage(pacing(fps)) as Keeper<unknown>;
}
