import type { LayersModel, Tensor, Variable } from '@tensorflow/tfjs';
import { ofThisRealm, show } from '../../base/check.js';
import {
  type Architecture,
  countsOf,
  isLayersModel,
  type LayeredArchitecture,
  type LayersArchitecture,
  weightShapes,
} from '../../core/manifold.js';
import { sizeOf } from '../../core/samples.js';
import { stateSize } from '../../core/units.js';
import { withWeightsUpTo } from './changes/weights.js';
import { forward } from './layered.js';
import type { Runtime } from './runtime.js';
import type { Tf } from './tf.js';

/** A network with its weights in TensorFlow.js, to be disposed. */
export interface OpenNetwork {
  /** In which it takes a state. */
  readonly shape: readonly number[];
  /** How many numbers all layers make of one state. */
  readonly outputs: number;
  readonly weights: readonly Variable[];
  /** Those of its weights that are learned. */
  readonly learned: readonly Variable[];
  f(x: Tensor, training?: boolean): Tensor;
  dispose(): void;
}

export async function openNetwork(
  runtime: Runtime,
  architecture: Architecture,
  weights: readonly Float32Array[],
): Promise<OpenNetwork> {
  if (!isLayersModel(architecture)) return layered(runtime, architecture, weights);
  const model = fill(runtime, await runtime.make(() => fromTopology(runtime.tf, architecture, weights)), weights);
  return {
    shape: architecture.shape,
    outputs: outputsOf(model),
    weights: model.weights.map((weight) => weight.read() as Variable),
    learned: model.trainableWeights.map((weight) => weight.read() as Variable),
    f: (x, training = false) => model.apply(x, { training }) as Tensor,
    dispose: () => void model.dispose(),
  };
}

function layered(runtime: Runtime, architecture: LayeredArchitecture, weights: readonly Float32Array[]): OpenNetwork {
  const { tf } = runtime;
  const shapes = weightShapes(architecture);
  const variables = runtime.run(() =>
    weights.map((values, i) => tf.variable(tf.tensor(ofThisRealm(values), [...shapes[i]!]))),
  );
  return {
    shape: [stateSize(architecture)],
    outputs: countsOf(architecture).values,
    weights: variables,
    learned: variables,
    f: (x) => forward(tf, architecture, variables, x),
    dispose: () => tf.dispose(variables),
  };
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

/** How many numbers all layers make of one state. */
const outputsOf = ({ layers }: Pick<LayersModel, 'layers'>): number =>
  layers.reduce((sum, layer) => {
    if ('layers' in layer) return sum + outputsOf(layer as LayersModel);
    const shapes = [layer.outputShape].flat(Array.isArray(layer.outputShape[0]) ? 1 : 0) as number[][];
    return shapes.reduce((all, shape) => all + sizeOf(shape.slice(1)), sum);
  }, 0);
