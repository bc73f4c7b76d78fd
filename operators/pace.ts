import { pacing } from '../src/streams/pace.js';
import { type Keeper, stage } from './lift/rxjs/lift.js';

/**
 * Passes values on, at most so many a second, and the chain waits meanwhile: it computes no draw that is not about to be
 * seen. A value that is late is passed on when it comes, and the lost time is not made up for. Put it before what is
 * watched as it is made, such as a GIF that is sent while it is drawn. A source that waits for nobody, such as RxJS's
 * `interval`, is kept in a queue.
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
