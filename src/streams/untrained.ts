import { isObject, show } from '../base/check.js';
import {
  type Architecture,
  countsOf,
  isLayersModel,
  isMlp,
  type LayeredArchitecture,
  type Space,
  startWeights,
} from '../core/manifold.js';
import type { ModelBuilder } from '../core/network.js';
import { besideSize } from '../core/units.js';
import type { Engine, EngineName, TrainerStart } from '../engine/engine.js';
import { mlp } from '../networks/mlp.js';
import { checkRoom } from './room.js';
import type { TrainingOptions } from './training-options.js';

/** A network that has not been trained: its architecture, and where its training starts. */
export interface Untrained {
  readonly architecture: Architecture;
  readonly start: TrainerStart;
}

/** The options of a training that say which network it has. */
type Wanted = Pick<TrainingOptions, 'depth' | 'width' | 'skips' | 'network' | 'layersModel' | 'start'>;

/** A weight, its gradient, and the two moments of that. */
const numbersOfWeight = 4;

/**
 * The network that a training is asked for, as plain data: with the weights that it starts from, or new ones that follow from the seed.
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
  const { start } = wanted;
  if (start && isLayersModel(start))
    return { architecture: { ...space, topology: start.topology }, start: from(start.weights) };
  // Skips have no weights, and a list of layers may be of a depth that has no room.
  const counted = architectureOf({ ...wanted, skips: false }, space);
  const { weights, values } = countsOf(counted);
  const network = isMlp(counted)
    ? `depth ${counted.depth} and width ${counted.width}`
    : `its ${counted.layers.length} layers`;
  checkRoom(
    `training: the network must fit into memory: ${network}`,
    (numbersOfWeight * weights + batchSize * values) * Float32Array.BYTES_PER_ELEMENT,
  );
  const architecture = wanted.skips ? architectureOf(wanted, space) : counted;
  return { architecture, start: from(start?.weights ?? startWeights(architecture, seed)) };
}

const from = (weights: readonly Float32Array[]): TrainerStart => ({ step: 0, weights, moments: [] });

/** The architecture that a training is asked for, unless that is a `tf.LayersModel`. */
export function architectureOf(wanted: Wanted, space: Space): LayeredArchitecture {
  const { depth = 10, width = 256, skips, start } = wanted;
  if (start && isMlp(start)) return { depth: start.depth, width: start.width, ...space };
  if (start && !isLayersModel(start)) return { ...space, layers: start.layers };
  const network = skips ? mlp({ depth, width, skips }) : wanted.network;
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
  return { architecture, start: from(weights) };
}
