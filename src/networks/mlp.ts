import { check, whole, yesOrNo } from '../base/check.js';
import type { Layer } from '../core/layers.js';
import type { Network } from '../core/network.js';
import { stateSize } from '../core/units.js';

/** Options of `mlp`. */
export interface MlpOptions {
  /** L, hidden layers; 10 by default. */
  readonly depth?: number | undefined;
  /** H, units in each; 256 by default. */
  readonly width?: number | undefined;
  /**
   * Adds to the first hidden layer what the next two make of it, to that sum what the two after those make of it, and so on: a
   * residual network (He 2016), which learns detail sooner. An even depth has a last layer without. False by default.
   */
  readonly skips?: boolean | undefined;
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
  const { depth, width, skips } = check('mlp', options, {
    depth: whole(1, 10),
    width: whole(1, 256),
    skips: yesOrNo(false),
  });
  return (space) => {
    const dense: Layer = { kind: 'dense', units: width };
    const relu: Layer = { kind: 'relu' };
    const layers = (count: number): Layer[] => Array.from({ length: count }, () => [relu, dense]).flat();
    const pair = (_: unknown, i: number): Layer[] => [
      ...layers(2),
      { kind: 'add', with: `sum ${i}`, as: `sum ${i + 1}` },
    ];
    const pairs = skips ? Math.floor((depth - 1) / 2) : 0;
    const hidden: Layer[] = [
      pairs > 0 ? { ...dense, as: 'sum 0' } : dense,
      ...Array.from({ length: pairs }, pair).flat(),
      ...layers(depth - 1 - 2 * pairs),
      relu,
    ];
    const size = stateSize(space);
    return [{ kind: 'reshape', shape: [size] }, ...hidden, { kind: 'dense', units: size }];
  };
}
