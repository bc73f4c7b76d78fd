import { type MlpArchitecture, type MlpManifold, weightShapes } from '../../manifold.js';
import { sizeOf } from '../../samples.js';
import { Graph } from './graph.js';

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

/** The graph (x, noise) ↦ clip(f(x) + noise) of Eq. 3. It clips without noise too: the runtime's Tanh can give −1.0000001. */
export function mapGraph(manifold: MlpManifold, chains: number): Uint8Array {
  const graph = new Graph();
  const state = [chains, sizeOf(manifold.shape)];
  const x = graph.input('x', state);
  const reached = addNetwork(graph, manifold, x, constantWeights(graph, manifold)).at(-1)!;
  addNext(graph, manifold, reached, state);
  return graph.encode();
}

/** The weights of a manifold, which do not change any more. */
export function constantWeights(graph: Graph, manifold: MlpManifold): string[] {
  const shapes = weightShapes(manifold);
  return manifold.weights.map((values, i) => graph.constant(values, shapes[i]!));
}

/** The next state: where a map has led, with noise where the manifold has noise, clipped to the domain. */
export function addNext(graph: Graph, { noise, range }: MlpManifold, reached: string, state: readonly number[]): void {
  const moved = noise.length > 0 ? graph.node('Add', [reached, graph.input('noise', state)]) : reached;
  const bounds = range.map((bound) => graph.scalar(bound));
  graph.output(graph.node('Clip', [moved, ...bounds], {}, 'next'), state);
}
