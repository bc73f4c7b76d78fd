import { stateSize } from '../../label-units.js';
import { type MlpArchitecture, weightShapes } from '../../manifold.js';
import { sizeOf } from '../../samples.js';
import { beta1, beta2 } from '../adam.js';
import { addNetwork } from './forward.js';
import { Graph } from './graph.js';

/**
 * One training step as an ordinary graph: f, the loss of Eq. 1, its gradient by hand, and Adam.
 * In: `input`, `target`, `rate` and `floor` (see `adamScalars`), and for parameter i its value `w{i}` and moments `m{i}`
 * and `v{i}`. Out: `loss` before the step, and `w{i}+`, `m{i}+`, `v{i}+` after it.
 */
export function stepGraph(architecture: MlpArchitecture, batchSize: number): Uint8Array {
  const graph = new Graph();
  const batch = [batchSize, stateSize(architecture)];
  const shapes = weightShapes(architecture);
  const weights = shapes.map((shape, i) => graph.input(`w${i}`, shape));
  const activations = addNetwork(graph, architecture, graph.input('input', batch), weights);
  const error = graph.node('Sub', [activations.at(-1)!, graph.input('target', batch)]);
  graph.node('ReduceMean', [graph.node('Mul', [error, error])], { i: { keepdims: 0 } }, 'loss');
  graph.output('loss', []);

  const adam = adamUpdate(graph);
  const firstAxis = graph.constant(BigInt64Array.of(0n), [1]);
  let gradient = graph.node('Mul', [
    graph.node('Mul', [error, graph.scalar(2 / sizeOf(batch))]),
    outputSlope(graph, architecture, activations.at(-1)!),
  ]);
  for (let layer = architecture.depth; layer >= 0; layer--) {
    const input = activations[layer]!;
    const [matrix, biases] = [2 * layer, 2 * layer + 1];
    adam(matrix, shapes[matrix]!, graph.node('Gemm', [input, gradient], { i: { transA: 1 } }));
    adam(biases, shapes[biases]!, graph.node('ReduceSum', [gradient, firstAxis], { i: { keepdims: 0 } }));
    if (layer > 0) {
      gradient = graph.node('Mul', [passBack(graph, gradient, weights[matrix]!), reluSlope(graph, input)]);
    }
  }
  return graph.encode();
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

/** Adam with moments that are not normalised (see `adamScalars`): after the first step m' is the gradient. */
function adamUpdate(graph: Graph): (parameter: number, shape: number[], gradient: string) => void {
  const decay1 = graph.scalar(beta1);
  const decay2 = graph.scalar(beta2);
  const rate = graph.input('rate', []);
  const floor = graph.input('floor', []);
  return (i, shape, gradient) => {
    const w = `w${i}`;
    const m = graph.node('Add', [graph.node('Mul', [graph.input(`m${i}`, shape), decay1]), gradient], {}, `m${i}+`);
    const square = graph.node('Mul', [gradient, gradient]);
    const v = graph.node('Add', [graph.node('Mul', [graph.input(`v${i}`, shape), decay2]), square], {}, `v${i}+`);
    const direction = graph.node('Div', [m, graph.node('Add', [graph.node('Sqrt', [v]), floor])]);
    graph.node('Sub', [w, graph.node('Mul', [direction, rate])], {}, `${w}+`);
    for (const name of [`${w}+`, m, v]) graph.output(name, shape);
  };
}
