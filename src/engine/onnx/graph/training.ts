import { type LayeredArchitecture, weightShapes } from '../../../core/manifold.js';
import { sizeOf } from '../../../core/samples.js';
import { stateSize } from '../../../core/units.js';
import { Graph } from '../../../models/graph/graph.js';
import { addNetwork } from '../../../models/graph/network.js';
import { Tape, type Value } from '../../../models/graph/tape.js';
import { beta1, beta2 } from '../../adam.js';

/** Parameters that go into a graph as `w{name}`, and the gradients with respect to them, which come out as `g{name}`. */
interface Part {
  readonly name: string;
  readonly shape: readonly number[];
}

/** To hand over a tensor takes as long as to copy so many values there and back. */
const few = 4096;

/** How the graph of a gradient takes parameters: each by itself or, where they are small, all in one list, as `s`. */
export function partsOf(architecture: LayeredArchitecture): Part[] {
  const shapes = weightShapes(architecture);
  const total = shapes.map(sizeOf).reduce((sum, size) => sum + size);
  if (total > few * shapes.length) return shapes.map((shape, i) => ({ name: `${i}`, shape }));
  return [{ name: 's', shape: [total] }];
}

/** The graph of a loss and its gradient: see `addGradients` and `partsOf`. */
export function gradientGraph(architecture: LayeredArchitecture, batchSize: number, isWeighted = false): Uint8Array {
  const graph = new Graph();
  const shapes = weightShapes(architecture);
  const parts = partsOf(architecture);
  const taken = parts.map(({ name, shape }) => graph.input(`w${name}`, shape));
  if (parts.length === shapes.length) {
    const gradients = addGradients(graph, architecture, batchSize, isWeighted, taken);
    gradients.forEach((gradient, i) => void graph.rename(gradient, `g${i}`));
  } else {
    const lists = graph.split(taken[0]!, shapes.map(sizeOf));
    const isList = (i: number) => shapes[i]!.length === 1;
    const weights = lists.map((list, i) => (isList(i) ? list : graph.reshape(list, shapes[i]!)));
    const gradients = addGradients(graph, architecture, batchSize, isWeighted, weights);
    const ends = gradients.map((gradient, i) => (isList(i) ? gradient : graph.reshape(gradient, [-1])));
    graph.node('Concat', ends, { i: { axis: 0 } }, 'gs');
  }
  for (const { name, shape } of parts) graph.output(`g${name}`, shape);
  return graph.encode();
}

/**
 * A training step as one graph, Adam included. In: what `addGradients` takes, parameter i as `w{i}`, its moments as `m{i}` and
 * `v{i}`, and the step's two numbers, `rate` and `floor`: see `adamScalars`. Out: `loss`, that of the parameters that went in, and as
 * `next.w{i}`, `next.m{i}` and `next.v{i}` what comes of them.
 */
export function updateGraph(architecture: LayeredArchitecture, batchSize: number, isWeighted: boolean): Uint8Array {
  const graph = new Graph();
  const shapes = weightShapes(architecture);
  const weights = shapes.map((shape, i) => graph.input(`w${i}`, shape));
  const gradients = addGradients(graph, architecture, batchSize, isWeighted, weights);
  const [rate, floor] = [graph.input('rate', []), graph.input('floor', [])];
  const [decay1, decay2] = [graph.scalar(beta1), graph.scalar(beta2)];
  shapes.forEach((shape, i) => {
    const gradient = gradients[i]!;
    const next = (name: string, of: string, operands: readonly string[]) => {
      graph.output(graph.node(of, operands, {}, `next.${name}`), shape);
      return `next.${name}`;
    };
    const [m, v] = [graph.input(`m${i}`, shape), graph.input(`v${i}`, shape)];
    const first = next(m, 'Add', [graph.node('Mul', [m, decay1]), gradient]);
    const square = graph.node('Mul', [gradient, gradient]);
    const second = next(v, 'Add', [graph.node('Mul', [v, decay2]), square]);
    const direction = graph.node('Div', [first, graph.node('Add', [graph.node('Sqrt', [second]), floor])]);
    next(`w${i}`, 'Sub', [`w${i}`, graph.node('Mul', [direction, rate])]);
  });
  return graph.encode();
}

/**
 * The loss of Eq. 1 and its gradients with respect to the weights, as an ordinary graph. In: `input`, `target`, and where it is
 * wanted `weight`, what the square error of each value counts for. Out: `loss`.
 */
function addGradients(
  graph: Graph,
  architecture: LayeredArchitecture,
  batchSize: number,
  isWeighted: boolean,
  weights: readonly string[],
): string[] {
  const tape = new Tape(graph);
  const shapes = weightShapes(architecture);
  const size = stateSize(architecture);
  const batch = [batchSize, size];
  const input: Value = { name: graph.input('input', batch), shape: [size], isWanted: false };
  const learned = weights.map((name, i): Value => ({ name, shape: shapes[i]!, isWanted: true }));
  const y = addNetwork(tape, architecture, input, learned);
  const error = graph.node('Sub', [y.name, graph.input('target', batch)]);
  const weighted = isWeighted ? graph.node('Mul', [error, graph.input('weight', batch)]) : error;
  addLoss(graph, error, weighted);
  const gradients = tape.gradients(y, graph.node('Mul', [weighted, graph.scalar(2 / sizeOf(batch))]));
  return weights.map((name) => gradients.get(name)!);
}

/** The mean square error: the mean over each row first, as a runtime may add up all of a batch in single precision. */
function addLoss(graph: Graph, error: string, weighted: string): void {
  const square = graph.node('Mul', [error, weighted]);
  const rows = graph.node('ReduceMean', [square], { i: { keepdims: 0 }, ints: { axes: [1] } });
  graph.output(graph.node('ReduceMean', [rows], { i: { keepdims: 0 } }, 'loss'), []);
}
