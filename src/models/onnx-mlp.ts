import { show } from '../base/check.js';
import { ended } from '../base/file-ends.js';
import { stateSize } from '../core/label-units.js';
import { checkManifold, isMlp, type Manifold } from '../core/manifold.js';
import type { Bytes } from '../platform/platform.js';
import { foreignMlp, type ManifoldOptions } from './foreign-mlp.js';
import { describe, manifoldOf, tensorsOf } from './manifold.js';
import { decodeModel } from './onnx.js';
import { chainOf } from './onnx-chain.js';
import { Graph } from './onnx-graph.js';
import { numbersOf } from './onnx-tensor.js';

const notes = `f of a kaleidoflow manifold. x: a batch of states [batch, S], the values of a sample and the units of its labels, in the
range of the manifold; y: f(x), of the same shape. Apply it again and again. The metadata 'kaleidoflow' describes the manifold.`;

/** The bytes of an .onnx file whose graph is f of an MLP, with any number of states at once. */
export function encodeOnnx(manifold: Manifold): Bytes {
  checkManifold('toOnnx', manifold);
  if (!isMlp(manifold)) throw new RangeError('toOnnx: the manifold must be an MLP, not a tf.LayersModel');
  const graph = new Graph();
  const dims = ['batch', stateSize(manifold)];
  for (const [name, { values, shape }] of tensorsOf(manifold)) graph.constant(values, shape, name);
  let x = graph.input('x', dims);
  for (let layer = 0; layer <= manifold.depth; layer++) {
    const sums = graph.node('Gemm', [x, `layers.${layer}.weight`, `layers.${layer}.bias`], { i: { transB: 1 } });
    if (layer < manifold.depth) x = graph.node('Relu', [sums]);
    else graph.bounded(sums, manifold.range, 'y');
  }
  graph.output('y', dims);
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
