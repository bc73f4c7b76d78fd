import type { Network } from '../core/layers.js';
import { type Architecture, type MlpArchitecture, type Space, startWeights } from '../core/manifold.js';
import type { Engine, EngineName, TrainerStart } from '../engine/engine.js';

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
  engine: EngineName | Engine,
): Promise<Untrained> {
  const { build } = await import('../engine/tensorflow/build.js');
  const { architecture, weights } = await build(network, space, seed, typeof engine === 'string' ? engine : 'auto');
  return { architecture, start: { step: 0, weights, moments: [] } };
}
