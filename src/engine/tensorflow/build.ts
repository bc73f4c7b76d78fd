import type { LayersModel } from '@tensorflow/tfjs';
import { show } from '../../base/check.js';
import { keyOf, Purpose } from '../../base/random.js';
import type { LayersArchitecture, Space } from '../../core/manifold.js';
import type { ModelBuilder } from '../../core/network.js';
import type { EngineName } from '../engine.js';
import { openBackend } from './backend.js';
import { withSeed } from './changes/random.js';
import { outputActivation } from './output.js';
import { Runtime } from './runtime.js';
import { topologyOf } from './topology.js';

/** What a function builds, as plain data; the model itself is disposed. */
export async function build(layersModel: ModelBuilder, space: Space, seed: number, engine: EngineName) {
  const runtime = new Runtime(await openBackend(engine));
  const model = await runtime.make(() => {
    const built = withSeed(keyOf(seed, Purpose.weights), () => layersModel(space));
    checkModel(built, space);
    return built;
  });
  try {
    const architecture: LayersArchitecture = { ...space, topology: topologyOf(model) };
    return { architecture, weights: model.weights.map((weight) => runtime.read(weight.read())) };
  } finally {
    model.dispose();
  }
}

const activations: Record<string, readonly string[]> = {
  '0,1': ['sigmoid', 'hardSigmoid', 'softmax'],
  '-1,1': ['tanh', 'softsign'],
};

/** Refuses a model that does not map the space to itself. */
function checkModel(model: LayersModel, { shape, range }: Space): void {
  if (typeof model?.getWeights !== 'function' || !Array.isArray(model.inputs))
    throw new TypeError(`training: layersModel must return a tf.LayersModel, not ${show(model)}`);
  const sides = (tensors: LayersModel['inputs']) => tensors.map((tensor) => tensor.shape.slice(1));
  const [from, to] = [sides(model.inputs), sides(model.outputs)];
  if (String(from) !== String(shape) || String(to) !== String(shape) || from.length !== 1 || to.length !== 1)
    throw new RangeError(
      `training: layersModel must map the shape ${show(shape)} to itself, not ${from.map(show)} to ${to.map(show)}`,
    );
  const allowed = activations[String(range)]!;
  const activation = outputActivation(model);
  if (!allowed.includes(activation))
    throw new RangeError(
      `training: layersModel must end in an activation bounded to the range ${show(range)}, ` +
        `${allowed.map(show).join(' or ')}, not in ${show(activation)}`,
    );
}
