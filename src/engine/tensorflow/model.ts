import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { stateSize } from '../../values/label-units.js';
import { type Architecture, isMlp } from '../../values/manifold.js';
import { sizeOf } from '../../values/samples.js';
import { buildMlp } from './mlp.js';
import type { Runtime } from './runtime.js';

/** An architecture with weights as a `tf.LayersModel`, to be disposed. */
export async function openModel(
  runtime: Runtime,
  architecture: Architecture,
  weights: readonly Float32Array[],
): Promise<LayersModel> {
  const { tf } = runtime;
  const space = { shape: stateShape(architecture), range: architecture.range };
  const build = isMlp(architecture)
    ? () => buildMlp(tf, architecture.depth, architecture.width, space)
    : () => tf.models.modelFromJSON(architecture.topology as never).catch(refuse);
  return fill(runtime, await runtime.make<LayersModel>(build), weights);
}

/** The shape of one state: of an MLP a row, since its labels stand beside the data. */
export const stateShape = (architecture: Architecture): readonly number[] =>
  isMlp(architecture) ? [stateSize(architecture)] : architecture.shape;

function refuse(error: Error): never {
  throw new RangeError(`the topology is not that of a tf.LayersModel: ${error.message}`);
}

function fill(runtime: Runtime, model: LayersModel, weights: readonly Float32Array[]): LayersModel {
  const { tf } = runtime;
  const shapes = model.weights.map(({ shape }) => shape as number[]);
  const fits = weights.length === shapes.length && shapes.every((shape, i) => sizeOf(shape) === weights[i]!.length);
  if (!fits) {
    model.dispose();
    const sizes = (lengths: readonly number[]) => `[${lengths.join(', ')}]`;
    throw new RangeError(
      `a manifold of this topology has weights of ${sizes(shapes.map(sizeOf))} numbers, ` +
        `not of ${sizes(weights.map(({ length }) => length))}`,
    );
  }
  runtime.run(() => model.setWeights(weights.map((values, i) => tf.tensor(values, shapes[i]!))));
  return model;
}

/** f of a batch of states. */
export const f = (model: LayersModel, x: Tensor): Tensor => model.apply(x) as Tensor;

/** How many numbers all layers make of one state. */
export const outputsOf = (model: LayersModel): number =>
  model.layers.reduce((sum, { outputShape }) => sum + sizeOf((outputShape as number[]).slice(1)), 0);
