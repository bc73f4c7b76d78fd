import { check, whole } from '../base/check.js';
import type { Layer } from '../core/layers.js';
import type { Network } from '../core/network.js';
import { stateSize } from '../core/units.js';

/** Options of `mlp`. */
export interface MlpOptions {
  /** L, hidden layers; 10 by default. */
  readonly depth?: number | undefined;
  /** H, units in each; 256 by default. */
  readonly width?: number | undefined;
}

/**
 * The paper's multilayer perceptron as a list of layers: what `training({ depth, width })` trains.
 *
 * @example
 * ```ts
 * import { mlp } from 'kaleidoflow/networks';
 *
 * squares.pipe(trainManifold({ network: mlp({ depth: 2, width: 20 }), steps: 100 })).subscribe();
 * ```
 */
export function mlp(options: MlpOptions = {}): Network {
  const { depth, width } = check('mlp', options, { depth: whole(1, 10), width: whole(1, 256) });
  return (space) => {
    const size = stateSize(space);
    const hidden = Array.from({ length: depth }, (): Layer[] => [{ kind: 'dense', units: width }, { kind: 'relu' }]);
    return [{ kind: 'reshape', shape: [size] }, ...hidden.flat(), { kind: 'dense', units: size }];
  };
}
