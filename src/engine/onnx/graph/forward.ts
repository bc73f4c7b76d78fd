import { Graph } from '../../../formats/onnx-graph.js';
import { knows } from '../../../values/given.js';
import { stateSize } from '../../../values/label-units.js';
import { type MlpArchitecture, type MlpManifold, weightShapes } from '../../../values/manifold.js';
import { adds } from '../../../values/motion.js';

/**
 * Adds the network f to a graph: ReLU layers, then a Sigmoid or Tanh.
 * Returns the activations from the input a⁰ = x to the output a^(L+1) = f(x).
 */
export function addNetwork(graph: Graph, { depth, range }: MlpArchitecture, x: string, weights: readonly string[]) {
  const bounded = range[0] === 0 ? 'Sigmoid' : 'Tanh';
  const activations = [x];
  for (let layer = 0; layer <= depth; layer++) {
    const sum = graph.node('Gemm', [activations[layer]!, weights[2 * layer]!, weights[2 * layer + 1]!]);
    activations.push(graph.node(layer < depth ? 'Relu' : bounded, [sum]));
  }
  return activations;
}

/** The graph of kaleidoscopic sampling: see `addNext`. */
export function mapGraph(manifold: MlpManifold, rows: number): Uint8Array {
  const graph = new Graph();
  const state = [rows, stateSize(manifold)];
  const x = graph.input('x', state);
  const reached = addNetwork(graph, manifold, x, constantWeights(graph, manifold)).at(-1)!;
  addNext(graph, manifold, { x, reached, dims: state });
  return graph.encode();
}

/** The weights of a manifold, which do not change any more. */
export function constantWeights(graph: Graph, manifold: MlpManifold): string[] {
  const shapes = weightShapes(manifold);
  return manifold.weights.map((values, i) => graph.constant(values, shapes[i]!));
}

/**
 * The next states, clip(a z + b y + n), where a map has led from z to y; Eq. 3 is a = 0 and b = 1. In: `x`, and where the
 * manifold has them `a`, `b`, `added`, and `free` and `known`. Out: `next`, and where it is another, `shown`: y itself.
 * All are clipped without noise too: the runtime's Tanh can give −1.0000001.
 */
export function addNext(
  graph: Graph,
  manifold: MlpManifold,
  { x, reached, dims }: { x: string; reached: string; dims: readonly number[] },
): void {
  const bounds = manifold.range.map((bound) => graph.scalar(bound));
  const [free, values] = knows(manifold) ? [graph.input('free', dims), graph.input('known', dims)] : [];
  const result = (name: string, states: string) => {
    const clip = (name?: string) => graph.node('Clip', [states, ...bounds], {}, name);
    if (free && values) graph.node('Add', [graph.node('Mul', [clip(), free]), values], {}, name);
    else clip(name);
    graph.output(name, dims);
  };
  let moved = reached;
  if (manifold.motion) {
    result('shown', reached);
    const kept = graph.node('Mul', [x, graph.input('a', [])]);
    moved = graph.node('Add', [kept, graph.node('Mul', [reached, graph.input('b', [])])]);
  }
  result('next', adds(manifold) ? graph.node('Add', [moved, graph.input('added', dims)]) : moved);
}
