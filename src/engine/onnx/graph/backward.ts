import { stateSize } from '../../../core/label-units.js';
import { layerSizes, type MlpArchitecture, weightShapes } from '../../../core/manifold.js';
import { sizeOf } from '../../../core/samples.js';
import { Graph } from '../../../models/onnx-graph.js';
import { addNetwork } from './forward.js';

/** Parameters that go into a graph as `w{name}`, and the gradients with respect to them, which come out as `g{name}`. */
interface Part {
  readonly name: string;
  readonly shape: readonly number[];
}

/** To hand over a tensor takes as long as to copy so many values there and back. */
const few = 4096;

/** How the graph of a gradient takes parameters: each by itself or, where they are small, all in one list, as `s`. */
export function partsOf(architecture: MlpArchitecture): Part[] {
  const shapes = weightShapes(architecture);
  const total = shapes.map(sizeOf).reduce((sum, size) => sum + size);
  if (total > few * shapes.length) return shapes.map((shape, i) => ({ name: `${i}`, shape }));
  return [{ name: 's', shape: [total] }];
}

/** The graph of a loss and its gradient: see `addGradient` and `partsOf`. */
export function gradientGraph(architecture: MlpArchitecture, batchSize: number, isWeighted = false): Uint8Array {
  const graph = new Graph();
  const shapes = weightShapes(architecture);
  const parts = partsOf(architecture);
  const taken = parts.map(({ name, shape }) => graph.input(`w${name}`, shape));
  if (parts.length === shapes.length) addGradient(graph, architecture, batchSize, isWeighted, taken);
  else {
    const lists = graph.split(taken[0]!, shapes.map(sizeOf));
    const isMatrix = (i: number) => shapes[i]!.length > 1;
    const weights = lists.map((list, i) => (isMatrix(i) ? graph.reshape(list, shapes[i]!) : list));
    addGradient(graph, architecture, batchSize, isWeighted, weights);
    const gradients = lists.map((_, i) => (isMatrix(i) ? graph.reshape(`g${i}`, [-1]) : `g${i}`));
    graph.node('Concat', gradients, { i: { axis: 0 } }, 'gs');
  }
  for (const { name, shape } of parts) graph.output(`g${name}`, shape);
  return graph.encode();
}

/**
 * The loss of Eq. 1 and its gradient, by hand, as an ordinary graph. In: `input`, `target`, and where it is wanted `weight`, what the
 * square error of each value counts for. Out: `loss`; the gradient with respect to parameter i is there as `g{i}`.
 */
export function addGradient(
  graph: Graph,
  architecture: MlpArchitecture,
  batchSize: number,
  isWeighted: boolean,
  weights: readonly string[],
): void {
  const batch = [batchSize, stateSize(architecture)];
  const activations = addNetwork(graph, architecture, graph.input('input', batch), weights);
  const error = graph.node('Sub', [activations.at(-1)!, graph.input('target', batch)]);
  const weighted = isWeighted ? graph.node('Mul', [error, graph.input('weight', batch)]) : error;
  addLoss(graph, error, weighted);

  const firstAxis = graph.constant(BigInt64Array.of(0n), [1]);
  const [, ...columns] = layerSizes(architecture);
  let gradient = graph.node('Mul', [
    graph.node('Mul', [weighted, graph.scalar(2 / sizeOf(batch))]),
    outputSlope(graph, architecture, activations.at(-1)!),
  ]);
  for (let layer = architecture.depth; layer >= 0; layer--) {
    const input = activations[layer]!;
    const [matrix, biases] = [2 * layer, 2 * layer + 1];
    addWeightGradient(graph, input, gradient, columns[layer]!, `g${matrix}`);
    graph.node('ReduceSum', [gradient, firstAxis], { i: { keepdims: 0 } }, `g${biases}`);
    if (layer > 0) {
      gradient = graph.node('Mul', [passBack(graph, gradient, weights[matrix]!), reluSlope(graph, input)]);
    }
  }
}

/** For every so many columns of a product's right matrix, the runtime turns the left one anew. */
const panel = 128;

/**
 * The gradient with respect to a matrix, from its layer's input and the gradient with respect to its sums, which has so many
 * columns. From three panels on, a pass that turns the input once takes less time, and gives the same bits.
 */
function addWeightGradient(graph: Graph, input: string, gradient: string, columns: number, name: string): void {
  if (columns <= 2 * panel) graph.node('Gemm', [input, gradient], { i: { transA: 1 } }, name);
  else graph.node('Gemm', [graph.node('Transpose', [input], { ints: { perm: [1, 0] } }), gradient], {}, name);
}

/** The mean square error: the mean over each row first, as a runtime may add up all of a batch in single precision. */
function addLoss(graph: Graph, error: string, weighted: string): void {
  const square = graph.node('Mul', [error, weighted]);
  const rows = graph.node('ReduceMean', [square], { i: { keepdims: 0 }, ints: { axes: [1] } });
  graph.output(graph.node('ReduceMean', [rows], { i: { keepdims: 0 } }, 'loss'), []);
}

/** The gradient with respect to a layer's input, from that with respect to its sums. */
export const passBack = (graph: Graph, gradient: string, matrix: string): string =>
  graph.node('Gemm', [gradient, matrix], { i: { transB: 1 } });

/** The derivative of the output unit, from its output y: y(1 − y) for Sigmoid, 1 − y² for Tanh. */
export function outputSlope(graph: Graph, { range }: MlpArchitecture, y: string): string {
  const square = graph.node('Mul', [y, y]);
  return graph.node('Sub', [range[0] === 0 ? y : graph.scalar(1), square]);
}

/** 1 where a ReLU gave something, else 0. A hard sigmoid this steep is that step, in the runtime's fastest operator. */
export const reluSlope = (graph: Graph, y: string): string =>
  graph.node('HardSigmoid', [y], { f: { alpha: 1e30, beta: 0 } });
