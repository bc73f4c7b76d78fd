import * as tf from '@tensorflow/tfjs';
import { check, whole } from '../base/check.js';
import type { Network } from '../core/layers.js';
import { buildMlp } from '../engine/tensorflow/mlp.js';

/** Options of `mlp`. */
export interface MlpOptions {
  /** L, hidden layers; 10 by default. */
  readonly depth?: number | undefined;
  /** H, units in each; 256 by default. */
  readonly width?: number | undefined;
}

/**
 * The paper's multilayer perceptron as a network of layers: what `training({ depth, width })` trains, where it runs on
 * TensorFlow.js. Weights and biases start uniform in ±1/√(inputs of the layer).
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
  return (space) => buildMlp(tf, depth, width, space);
}
