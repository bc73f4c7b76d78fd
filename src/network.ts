import type { TrainerStart } from './engine/engine.js';
import type { EngineName } from './engine/load.js';
import { type Architecture, type MlpArchitecture, type Space, startWeights } from './manifold.js';
import type { LayersModel } from './tensorflow.js';

/**
 * Builds a network that maps a space to itself, as a `tf.LayersModel`. Its last layer must be bounded to the range:
 * 'sigmoid' for [0, 1], 'tanh' for [-1, 1].
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import type { Network } from 'kaleidoflow';
 *
 * const linear: Network = ({ shape, range }) =>
 *   tf.sequential({
 *     layers: [
 *       tf.layers.flatten({ inputShape: [...shape] }),
 *       tf.layers.dense({ units: shape.reduce((a, b) => a * b), activation: range[0] === 0 ? 'sigmoid' : 'tanh' }),
 *       tf.layers.reshape({ targetShape: [...shape] }),
 *     ],
 *   });
 * ```
 */
export type Network = (space: Space) => LayersModel;

/** A network that has not been trained: its architecture, and where its training starts. */
export interface Untrained {
  readonly architecture: Architecture;
  readonly start: TrainerStart;
}

export function untrainedMlp(architecture: MlpArchitecture, seed: number): Untrained {
  return { architecture, start: { step: 0, weights: startWeights(architecture, seed), moments: [] } };
}

/** The network that a function builds, as plain data. What it draws at random while it is built follows from the seed. */
export async function untrainedNetwork(
  network: Network,
  space: Space,
  seed: number,
  engine: EngineName,
): Promise<Untrained> {
  const { build } = await import('./engine/tensorflow/build.js');
  const { architecture, weights } = await build(network, space, seed, engine);
  return { architecture, start: { step: 0, weights, moments: [] } };
}
