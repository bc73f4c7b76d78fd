import type { Samples } from '../src/core/samples.js';
import { type Recipe, recipe } from '../src/streams/recipe.js';

/**
 * Returns measured settings for samples of this kind: grey images, colour pictures, rows of a table, or points of few
 * dimensions, for which images' settings fail. `training` is for `training` and `trainManifold`; `motion` is for the
 * manifold, and says how its chains move. To override a setting, put yours after it. Beyond the paper.
 *
 * @throws TypeError or RangeError for what are no samples.
 * @example
 * ```ts
 * const ring = Array.from({ length: 500 }, (_, i) => [0.5 + 0.4 * Math.cos(i), 0.5 + 0.4 * Math.sin(i)]);
 * fromPoints(ring).pipe(
 *   switchMap((points) => {
 *     const { training, motion } = recipeFor(points);
 *     return of(points).pipe(
 *       trainManifold({ ...training, steps: 500 }),
 *       map((manifold) => ({ ...manifold, motion })),
 *       kaleidoscope({ chains: 100 }),
 *     );
 *   }),
 *   burnIn(100),
 *   take(1),
 * );
 * ```
 */
export const recipeFor = (samples: Samples): Recipe => recipe(samples);
