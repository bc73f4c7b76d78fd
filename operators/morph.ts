import type { Manifold } from '../src/core/manifold.js';
import type { Draw, Samples } from '../src/core/samples.js';
import { type MorphOptions, morphing } from '../src/streams/morph.js';
import { latest, type Operator } from './lift/rxjs/lift.js';

/**
 * From samples to others along the manifold: `frames` draws, of which the first is `a` and the last is `b`, exactly. Between them the
 * network makes of each point on the straight way from a to b what it has learned, and the draws are equally far apart. Each
 * sample of a goes to the one of b in its place, whatever is beside it. Labels go along, where they were learned and the samples have
 * them. What else the manifold says, its noise, motion and what it was given, has no part in it. A later manifold takes over
 * from an earlier one, from the start. Beyond the paper.
 *
 * @param a Samples, or a draw, of the manifold's shape and range.
 * @param b As many others.
 * @returns Draws of steps 0 to frames − 1.
 * @throws TypeError or RangeError for samples that do not go together and for an option that is not allowed, at once; a
 * RangeError for samples that do not fit the manifold, in the stream.
 * @example
 * ```ts
 * fromMnist({ digits: [3], count: 8 }).pipe(
 *   switchMap((a) =>
 *     fromMnist({ digits: [8], count: 8 }).pipe(
 *       switchMap((b) => fromManifold('digits.safetensors').pipe(morph(a, b, { frames: 24 }))),
 *     ),
 *   ),
 *   toGif({ scale: 2, fps: 12 }),
 *   toFile('threes-to-eights.gif'),
 * );
 * ```
 */
export function morph(a: Samples, b: Samples, options?: MorphOptions): Operator<Manifold, Draw> {
  return latest(morphing(a, b, options));
}
