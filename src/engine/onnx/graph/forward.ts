import { stateSize } from '../../../core/label-units.js';
import { type MlpArchitecture, weightShapes } from '../../../core/manifold.js';
import { Graph } from '../../../models/onnx-graph.js';
import { addInt8Network } from './int8.js';
import type { Mapped } from './mapped.js';

/**
 * Adds the network f to a graph: ReLU layers, then a Sigmoid or Tanh.
 * Returns the activations from the input a⁰ = x to the output a^(L+1) = f(x).
 */
export function addNetwork(graph: Graph, { depth, range }: MlpArchitecture, x: string, weights: readonly string[]) {
  const activations = [x];
  for (let layer = 0; layer <= depth; layer++) {
    const sum = graph.node('Gemm', [activations[layer]!, weights[2 * layer]!, weights[2 * layer + 1]!]);
    activations.push(layer < depth ? graph.node('Relu', [sum]) : graph.bounded(sum, range));
  }
  return activations;
}

/** The graph of kaleidoscopic sampling: see `addNext`. */
/** @param activationRange Where the network is to be of whole numbers: the largest activation of each ReLU layer. */
export function mapGraph(mapped: Mapped, activationRange?: Float32Array): Uint8Array {
  const graph = new Graph();
  const x = graph.input('x', statesDims(mapped));
  const reached = activationRange
    ? addInt8Network(graph, mapped, x, activationRange)
    : addNetwork(graph, mapped, x, constantWeights(graph, mapped)).at(-1)!;
  addNext(graph, mapped, reached);
  return graph.encode();
}

/** The dimensions of states: any number of them, and as many in all that has these dimensions. */
export const statesDims = (mapped: Mapped): [string, number] => ['rows', stateSize(mapped)];

/** The weights, which do not change any more. */
export function constantWeights(graph: Graph, mapped: Mapped): string[] {
  const shapes = weightShapes(mapped);
  return mapped.weights.map((values, i) => graph.constant(values, shapes[i]!));
}

/**
 * The next states, clip(b y + (a z + n)), where a map has led from z to y; Eq. 3 is a = 0 and b = 1. In, where they are wanted: `b`;
 * `added`, which is a z + n, known before y is; and `free` and `known`. Out: `next`, and where it is another, `shown`: y itself.
 * All are clipped without noise too: the runtime's Tanh can give −1.0000001.
 */
export function addNext(graph: Graph, mapped: Mapped, reached: string): void {
  const dims = statesDims(mapped);
  const bounds = mapped.range.map((bound) => graph.scalar(bound));
  const [free, values] = mapped.knows ? [graph.input('free', dims), graph.input('known', dims)] : [];
  const result = (name: string, states: string) => {
    const clip = (name?: string) => graph.node('Clip', [states, ...bounds], {}, name);
    if (free && values) graph.node('Add', [graph.node('Mul', [clip(), free]), values], {}, name);
    else clip(name);
    graph.output(name, dims);
  };
  let moved = reached;
  if (mapped.moves) {
    result('shown', reached);
    moved = graph.node('Mul', [reached, graph.input('b', [])]);
  }
  result('next', mapped.adds ? graph.node('Add', [moved, graph.input('added', dims)]) : moved);
}
