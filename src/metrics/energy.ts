import { loadEngine } from '../engine/load.js';
import { dataOf, statesOf } from '../values/label-units.js';
import { checkManifold, isMlp, type Manifold } from '../values/manifold.js';
import { checkFits, sizeOf } from '../values/samples.js';
import { ForChains } from './for-chains.js';
import type { OpenableMetric } from './metric.js';
import { squaredDifference } from './movement.js';

/**
 * The loss of Eq. 1 for each state by itself, E(x) = ‖x − f(x)‖² / D, which the paper draws as the loss manifold: low
 * where f reproduces what it is given. f is the network itself, without noise or motion. It costs one more application a draw.
 *
 * @param manifold f, as a rule the one that the draws come from.
 * @throws RangeError or TypeError for a manifold whose weights do not fit it, at once; for draws of another shape, in the
 * stream.
 * @example
 * ```ts
 * const energies = manifold.pipe(
 *   switchMap((f) => of(f).pipe(kaleidoscope({ chains: 3 }), measure({ energy: energy(f) }))),
 *   map(({ step, metrics }) => [step, ...metrics.energy]),
 * );
 * ```
 */
export function energy(manifold: Manifold): OpenableMetric<Float32Array> {
  checkManifold('energy', manifold);
  const { motion, known, ...plain } = manifold;
  const f: Manifold = { ...plain, noise: [] };
  return {
    open() {
      const maps = new ForChains(async (chains) =>
        (await loadEngine('auto', isMlp(f))).openMap(f, { chains, seed: 0 }),
      );
      return {
        async measure(draw) {
          checkFits('energy', draw, manifold);
          const map = await maps.get(draw.count);
          const { shown } = await map.apply(
            statesOf({ ...draw, ...(f.labelUnits && { labelUnits: f.labelUnits }) }),
            1,
          );
          return squaredDifference(draw.values, dataOf(shown, f).values, sizeOf(draw.shape));
        },
        close: () => maps.close(),
      };
    },
  };
}
