import type { Manifold } from '../src/core/manifold.js';
import type { Draw, Samples } from '../src/core/samples.js';
import { type MorphOptions, morphing } from '../src/streams/morph.js';
import { latest, type Operator } from './lift/rxjs/lift.js';

/**
 * Leads from samples to others along the manifold: `frames` draws, of which the first is exactly `a` and the last
 * exactly `b`. Between them, the network maps points of the straight line from a to b, and the draws are equally far
 * apart. Each sample of a becomes the sample of b with the same index, whatever is beside it. Labels follow, if they
 * were learned and the samples have them. The manifold's noise, motion and what it was given play no part. A later
 * manifold replaces an earlier one, from the start. Beyond the paper.
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
