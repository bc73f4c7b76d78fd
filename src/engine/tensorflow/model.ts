import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { ofThisRealm, show } from '../../base/check.js';
import { stateSize } from '../../core/label-units.js';
import { type Architecture, isMlp, type LayersArchitecture } from '../../core/manifold.js';
import { sizeOf } from '../../core/samples.js';
import { withWeightsUpTo } from './changes/weights.js';
import { buildMlp } from './mlp.js';
import type { Runtime } from './runtime.js';
import type { Tf } from './tf.js';

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
    : () => fromTopology(tf, architecture, weights);
  return fill(runtime, await runtime.make(build), weights);
}

/** The most numbers that all layers may make of one state: 1 GB. */
const mostOutputs = 2 ** 28;

async function fromTopology(
  tf: Tf,
  { topology, shape }: LayersArchitecture,
  weights: readonly Float32Array[],
): Promise<LayersModel> {
  const there = weights.reduce((sum, { length }) => sum + length, 0);
  const model = await withWeightsUpTo(tf, there, () => tf.models.modelFromJSON(topology as never)).catch(refuse);
  if (!Array.isArray(model?.inputs) || !Array.isArray(model.outputs)) refuse(new Error('it is of another class'));
  const sides = [...model.inputs, ...model.outputs].map((each) => each.shape.slice(1));
  if (sides.length !== 2 || sides.some((each) => String(each) !== String(shape)))
    throw new RangeError(
      `the topology must map the shape ${show(shape)} to itself, not ${sides.map(show).join(' to ')}`,
    );
  const outputs = outputsOf(model);
  if (!(outputs <= mostOutputs))
    throw new RangeError(`the layers must make at most ${mostOutputs} numbers of one sample, not ${outputs}`);
  return model;
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
  try {
    runtime.run(() => model.setWeights(weights.map((values, i) => tf.tensor(ofThisRealm(values), shapes[i]!))));
  } catch (error) {
    model.dispose();
    refuse(error as Error);
  }
  return model;
}

/** f of a batch of states. */
export const f = (model: LayersModel, x: Tensor): Tensor => model.apply(x) as Tensor;

/** How many numbers all layers make of one state. */
export const outputsOf = ({ layers }: Pick<LayersModel, 'layers'>): number =>
  layers.reduce((sum, layer) => {
    if ('layers' in layer) return sum + outputsOf(layer as LayersModel);
    const shapes = [layer.outputShape].flat(Array.isArray(layer.outputShape[0]) ? 1 : 0) as number[][];
    return shapes.reduce((all, shape) => all + sizeOf(shape.slice(1)), sum);
  }, 0);
