import { isObject, show } from '../base/check.js';
import type { Layer } from '../core/layers.js';
import {
  type Architecture,
  countsOf,
  isMlp,
  type LayeredArchitecture,
  type Space,
  startWeights,
} from '../core/manifold.js';
import type { ModelBuilder, Network } from '../core/network.js';
import { besideSize } from '../core/units.js';
import type { Engine, EngineName, TrainerStart } from '../engine/engine.js';
import { checkRoom } from './room.js';

/** A network that has not been trained: its architecture, and where its training starts. */
export interface Untrained {
  readonly architecture: Architecture;
  readonly start: TrainerStart;
}

/** The options of a training that say which network it has. */
interface Wanted {
  readonly depth?: number | undefined;
  readonly width?: number | undefined;
  readonly network?: Network | readonly Layer[] | undefined;
  readonly layersModel?: ModelBuilder | undefined;
}

/** A weight, its gradient, and the two moments of that. */
const numbersOfWeight = 4;

/**
 * The network that a training is asked for, as plain data. What is drawn at random follows from the seed.
 * @param batchSize How many samples are to be learned from at once.
 */
export async function untrained(
  wanted: Wanted,
  space: Space,
  seed: number,
  batchSize: number,
  engine: EngineName | Engine,
): Promise<Untrained> {
  if (wanted.layersModel) return fromModel(wanted.layersModel, space, seed, engine);
  const architecture = architectureOf(wanted, space);
  const { weights, values } = countsOf(architecture);
  const network = isMlp(architecture)
    ? `depth ${architecture.depth} and width ${architecture.width}`
    : `its ${architecture.layers.length} layers`;
  checkRoom(
    `training: the network must fit into memory: ${network}`,
    (numbersOfWeight * weights + batchSize * values) * Float32Array.BYTES_PER_ELEMENT,
  );
  return { architecture, start: { step: 0, weights: startWeights(architecture, seed), moments: [] } };
}

/** The architecture that a training is asked for, unless that is a `tf.LayersModel`. */
export function architectureOf({ depth = 10, width = 256, network }: Wanted, space: Space): LayeredArchitecture {
  if (!network) return { depth, width, ...space };
  const built: unknown = typeof network === 'function' ? network(space) : network;
  if (!Array.isArray(built))
    throw new TypeError(
      `training: network must return a list of layers, not ${show(built)}; what returns a tf.LayersModel is the option layersModel`,
    );
  return { ...space, layers: built.map((layer) => (isObject(layer) ? { ...layer } : layer)) };
}

async function fromModel(
  layersModel: ModelBuilder,
  space: Space,
  seed: number,
  engine: EngineName | Engine,
): Promise<Untrained> {
  if (besideSize(space) > 0)
    throw new RangeError(
      `training: a tf.LayersModel has no units for ${space.labelUnits ? 'labels; leave withLabels()' : 'attributes; leave withAttributes()'} out`,
    );
  const { build } = await import('../engine/tensorflow/build.js');
  const { architecture, weights } = await build(layersModel, space, seed, typeof engine === 'string' ? engine : 'auto');
  return { architecture, start: { step: 0, weights, moments: [] } };
}
