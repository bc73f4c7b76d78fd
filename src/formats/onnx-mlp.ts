import { show } from '../values/check.js';
import { ended } from '../values/file-ends.js';
import { stateSize } from '../values/label-units.js';
import { checkManifold, isMlp, type Manifold } from '../values/manifold.js';
import { sizeOf } from '../values/samples.js';
import { foreignMlp, type Layer, type ManifoldOptions } from './foreign-mlp.js';
import { describe, manifoldOf, tensorsOf, transposed } from './manifold.js';
import { decodeModel, elementType, type ModelAttribute, type ModelNode, type ModelTensor } from './onnx.js';
import { Graph } from './onnx-graph.js';
import type { ShapedTensor } from './safetensors.js';

const notes = `f of a kaleidoflow manifold. x: a batch of states [batch, S], the values of a sample and the units of its labels, in the
range of the manifold; y: f(x), of the same shape. Apply it again and again. The metadata 'kaleidoflow' describes the manifold.`;

/** The bytes of an .onnx file whose graph is f of an MLP, with any number of states at once. */
export function encodeOnnx(manifold: Manifold): Uint8Array<ArrayBuffer> {
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
  const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, numbersOf(tensor)]));
  const described = metadataProps.find(({ key }) => key === 'kaleidoflow');
  if (described) return manifoldOf(described.value, tensors);
  for (const { opType, output, attribute } of graph.node) {
    const value = attribute.find(({ name }) => name === 'value')?.t;
    if (opType === 'Constant' && value) tensors.set(output[0]!, numbersOf({ ...value, name: output[0]! }));
  }
  const { layers, ending } = chainOf(graph.node, tensors);
  const range = ending === 'Sigmoid' ? ([0, 1] as const) : ending === 'Tanh' ? ([-1, 1] as const) : undefined;
  if (!range) throw new RangeError('an MLP must end in a Sigmoid or a Tanh, so that what it gives is bounded');
  if (options.range && String(options.range) !== String(range))
    throw new RangeError(
      `range must be ${show(range)} for a network that ends in a ${ending}, not ${show(options.range)}`,
    );
  return foreignMlp(layers, { ...options, range });
}

function numbersOf({ name, dims, dataType, rawData, floatData = [], dataLocation }: ModelTensor): ShapedTensor {
  if (dataLocation === 1)
    throw new RangeError(
      `the numbers of '${name}' must be in the file, not in another: torch.onnx.export(…, external_data=False) puts them there`,
    );
  if (dataType !== elementType.float) return { shape: dims, values: new Float32Array() };
  const raw = rawData && rawData.length > 0 ? new Float32Array(new Uint8Array(rawData).buffer) : undefined;
  const values = raw ?? Float32Array.from(floatData);
  const size = sizeOf(dims);
  if (values.length !== size) throw new RangeError(`'${name}' must have ${size} numbers, not ${values.length}`);
  return { shape: dims, values };
}

/** Operators that leave the values of a row as they are. */
const passing = ['Identity', 'Flatten', 'Reshape', 'Dropout', 'Cast', 'Constant', 'Squeeze', 'Unsqueeze', 'Shape'];

/** The layers of a graph that is a chain of linear layers with ReLU between, and the bounded unit at its end. */
function chainOf(nodes: readonly ModelNode[], tensors: ReadonlyMap<string, ShapedTensor>) {
  const layers: Layer[] = [];
  let ending: 'Sigmoid' | 'Tanh' | undefined;
  let active = true;
  for (const node of nodes) {
    if (passing.includes(node.opType)) continue;
    if (ending) throw new RangeError(`an MLP ends in its ${ending}, and a '${node.opType}' follows`);
    if (node.opType === 'Relu' && layers.length > 0) active = true;
    else if ((node.opType === 'Sigmoid' || node.opType === 'Tanh') && !active) ending = node.opType;
    else if (node.opType === 'Add' && !active && !layers.at(-1)!.bias)
      layers.push({ ...layers.pop()!, bias: constantOf(node, tensors) });
    else if ((node.opType === 'Gemm' || node.opType === 'MatMul') && active) {
      layers.push(linear(node, tensors));
      active = false;
    } else throw new RangeError(`an MLP has linear layers with ReLU between, and here is a '${node.opType}'`);
  }
  return { layers, ending };
}

function linear(node: ModelNode, tensors: ReadonlyMap<string, ShapedTensor>): Layer {
  const attribute = (name: string): ModelAttribute | undefined => node.attribute.find((each) => each.name === name);
  const [, name = '', bias] = node.input;
  const matrix = tensors.get(name);
  if (!matrix) throw new RangeError(`the weights of a '${node.opType}' must be constant, and '${name}' is not`);
  if ((attribute('alpha')?.f ?? 1) !== 1 || (attribute('beta')?.f ?? 1) !== 1 || (attribute('transA')?.i ?? 0) !== 0)
    throw new RangeError(`the '${node.opType}' of '${name}' must be x W + b, without factors`);
  const [rows = 0, columns = 0] = matrix.shape;
  const isTurned = attribute('transB')?.i === 1;
  const turned = isTurned ? matrix : { shape: [columns, rows], values: transposed(matrix.values, rows, columns) };
  return { name, matrix: turned, bias: node.opType === 'Gemm' && bias ? tensors.get(bias) : undefined };
}

function constantOf({ input }: ModelNode, tensors: ReadonlyMap<string, ShapedTensor>): ShapedTensor {
  const constant = input.map((name) => tensors.get(name)).find((tensor) => tensor !== undefined);
  if (!constant) throw new RangeError(`the biases of an MLP must be constant, and '${input.join("', '")}' are not`);
  return constant;
}
