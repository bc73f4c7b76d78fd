import {
  type Draw,
  fromPoints,
  type LayersManifold,
  type MlpManifold,
  type ModelBuilder,
  type Network,
  type NetworkManifold,
  type Samples,
  type Table,
} from 'kaleidoflow';
import { autoencoder } from 'kaleidoflow/networks';
import { firstValueFrom } from 'rxjs';
import { startWeights } from '../dist/src/core/manifold.js';
import { sizeOf } from '../dist/src/core/samples.js';
import { untrained as untrainedOf } from '../dist/src/streams/untrained.js';
import { layersModels } from '../dist/tools/layers-models.js';

/** The paper's two points of figure 3. */
export const twoPoints = (): Promise<Samples> => firstValueFrom(fromPoints([0.2, 0.8]));

/** Two attributes: one of categories, one of numbers. */
export const attributeUnits: Table = {
  columns: [
    { kind: 'category', name: 'hair', copies: 2, from: 0, categories: ['red', 'black'] },
    {
      ...{ kind: 'number', name: 'age', copies: 3, from: 4, range: [20, 60] },
      scaling: { scale: 'minmax', low: 20, high: 60 },
    },
  ],
};

/** A network that has not been trained, which is enough for laws of streams. */
export function untrained(
  options: Partial<Pick<MlpManifold, 'depth' | 'width' | 'shape' | 'range' | 'labelUnits' | 'attributeUnits'>> = {},
): MlpManifold {
  const architecture = { depth: 2, width: 8, shape: [4, 4, 1], range: [-1, 1] as const, ...options };
  return { ...architecture, loss: 1, steps: 0, weights: startWeights(architecture, 1), noise: [] };
}

/** The same as a list of layers. */
export function untrainedNetwork(
  network: Network = autoencoder({ filters: 2 }),
  space: Partial<Pick<NetworkManifold, 'shape' | 'range' | 'labelUnits' | 'attributeUnits'>> = {},
): NetworkManifold {
  const full = { shape: [4, 4, 1], range: [-1, 1] as const, ...space };
  const architecture = { ...full, layers: network(full) };
  return { ...architecture, loss: 1, steps: 0, weights: startWeights(architecture, 1), noise: [] };
}

/** The same as a `tf.LayersModel`. */
export async function untrainedModel(
  layersModel: ModelBuilder = layersModels[1]!,
  shape: readonly number[] = [4, 4, 1],
): Promise<LayersManifold> {
  const space = { shape, range: [-1, 1] as const };
  const { architecture, start } = await untrainedOf({ layersModel }, space, 1, 1, 'tensorflow-wasm');
  return { ...(architecture as LayersManifold), loss: 1, steps: 0, weights: start.weights, noise: [] };
}

/** Draws of grey images, not computed by any network. */
export function pictures(steps: number, count = 3, shape: readonly number[] = [4, 4, 1]): Draw[] {
  const size = sizeOf(shape);
  return Array.from({ length: steps }, (_, i) => ({
    values: Float32Array.from({ length: count * size }, (_, j) => Math.sin(31 * i + 7 * j)),
    count,
    shape,
    range: [-1, 1],
    step: i + 1,
  }));
}
