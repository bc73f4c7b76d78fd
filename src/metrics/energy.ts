import { check } from '../base/check.js';
import { checkManifold, isLayersModel, type Manifold } from '../core/manifold.js';
import { checkFits, sizeOf } from '../core/samples.js';
import { dataOf, stateSize, statesOf } from '../core/units.js';
import { applyInBlocks } from '../engine/blocks.js';
import type { Engine, EngineName } from '../engine/engine.js';
import { engineRule, loadEngine } from '../engine/load.js';
import { ForChains } from './for-chains.js';
import type { OpenableMetric } from './metric.js';
import { squaredDifference } from './movement.js';

/** Options of `energy`. */
export interface EnergyOptions {
  /** What applies f; 'auto' by default: see `kaleidoscope`. */
  readonly engine?: EngineName | Engine | undefined;
}

/**
 * The loss of Eq. 1 for each state by itself, E(x) = ‖x − f(x)‖² / D, which the paper draws as the loss manifold: low
 * where f reproduces what it is given. f is the network itself, without noise or motion. It costs one more application a draw.
 *
 * @param manifold f, as a rule the one that the draws come from.
 * @throws RangeError or TypeError for a manifold whose weights do not fit it or an option that is not allowed, at once; for draws of another shape, in the
 * stream.
 * @example
 * ```ts
 * const energies = manifold.pipe(
 *   switchMap((f) => of(f).pipe(kaleidoscope({ chains: 3 }), measure({ energy: energy(f) }))),
 *   map(({ step, metrics }) => [step, ...metrics.energy]),
 * );
 * ```
 */
export function energy(manifold: Manifold, options: EnergyOptions = {}): OpenableMetric<Float32Array> {
  checkManifold('energy', manifold);
  const { engine } = check('energy', options, { engine: engineRule });
  const { motion, known, ...plain } = manifold;
  const f: Manifold = { ...plain, noise: [] };
  return {
    open(over) {
      const maps = new ForChains(async (chains) =>
        (await loadEngine(engine, isLayersModel(f))).openMap(f, { chains, seed: 0, signal: over }),
      );
      return {
        async measure(draw, signal) {
          checkFits('energy', draw, manifold);
          const { values, count, shape } = draw;
          const { labelUnits, attributeUnits } = f;
          if (labelUnits && !draw.labels)
            throw new TypeError('energy: a draw must say its labels, as the manifold has learned them');
          if (attributeUnits && !draw.attributeUnits)
            throw new TypeError('energy: a draw must have its attributeUnits, as the manifold has learned them');
          const states = statesOf({
            ...draw,
            labelUnits,
            attributeUnits: attributeUnits && draw.attributeUnits,
          });
          const map = await maps.get(count);
          signal.throwIfAborted();
          const applied = await applyInBlocks(map, states, { count, first: 0, columns: stateSize(f) }, 1, signal);
          signal.throwIfAborted();
          const { shown } = applied!;
          return squaredDifference(values, dataOf(shown, f).values, sizeOf(shape));
        },
        close: () => maps.close(),
      };
    },
  };
}
