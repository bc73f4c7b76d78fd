import { show } from '../base/check.js';
import { ended } from '../base/file-ends.js';
import { checkManifold, isLayersModel, type Manifold } from '../core/manifold.js';
import { stateSize } from '../core/units.js';
import type { Bytes } from '../platform/platform.js';
import { foreignMlp, type ManifoldOptions } from './foreign-mlp.js';
import { Graph } from './graph/graph.js';
import { addNetwork } from './graph/network.js';
import { decodeModel } from './graph/onnx.js';
import { Tape, type Value } from './graph/tape.js';
import { describe, manifoldOf, namesOf, tensorsOf } from './manifold.js';
import { chainOf } from './onnx-chain.js';
import { numbersOf } from './onnx-tensor.js';

const notes = `f of a kaleidoflow manifold. x: a batch of states [batch, S], the values of a sample and the units of its labels, in the
range of the manifold; y: f(x), of the same shape. Apply it again and again. The metadata 'kaleidoflow' describes the manifold.`;

/** The bytes of an .onnx file whose graph is f of an MLP, with any number of states at once. */
export function encodeOnnx(manifold: Manifold): Bytes {
  checkManifold('toOnnx', manifold);
  if (isLayersModel(manifold)) throw new RangeError('toOnnx: the network must not be a tf.LayersModel');
  const graph = new Graph();
  const size = stateSize(manifold);
  const dims = ['batch', size];
  for (const [name, { values, shape }] of tensorsOf(manifold)) graph.constant(values, shape, name);
  const weights = namesOf(manifold).map(
    ({ name, shape, isMatrix }): Value => ({ name, shape, isWanted: false, isTurned: isMatrix }),
  );
  const x: Value = { name: graph.input('x', dims), shape: [size], isWanted: false };
  graph.output(graph.rename(addNetwork(new Tape(graph), manifold, x, weights).name, 'y'), dims);
  return ended(graph.encode(notes, { kaleidoflow: describe(manifold) }));
}

/** @throws Error when the graph is not that of an MLP. */
export function decodeOnnx(bytes: Uint8Array, options: ManifoldOptions): Manifold {
  const { graph, metadataProps = [] } = decodeModel(bytes);
  const described = metadataProps.find(({ key }) => key === 'kaleidoflow');
  if (described)
    return manifoldOf(described.value, new Map(graph.initializer.map((tensor) => [tensor.name, numbersOf(tensor)])));
  const { layers, ending } = chainOf(graph);
  const range = ending === 'Sigmoid' ? ([0, 1] as const) : ([-1, 1] as const);
  if (options.range && String(options.range) !== String(range))
    throw new RangeError(
      `range must be ${show(range)} for a network that ends in a ${ending}, not ${show(options.range)}`,
    );
  return foreignMlp(layers, { ...options, range });
}
