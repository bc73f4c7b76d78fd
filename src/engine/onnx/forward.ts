import { type Architecture, type Manifold, weightShapes } from '../../manifold.js';
import { sizeOf } from '../../samples.js';
import { Graph } from './graph.js';

/**
 * Adds the network f to a graph: ReLU layers, then a Sigmoid or Tanh.
 * Returns the activations from the input a⁰ = x to the output a^(L+1) = f(x).
 */
export function addNetwork(graph: Graph, { depth, range }: Architecture, x: string, weights: readonly string[]) {
  const bounded = range[0] === 0 ? 'Sigmoid' : 'Tanh';
  const activations = [x];
  for (let layer = 0; layer <= depth; layer++) {
    const sum = graph.node('Gemm', [activations[layer]!, weights[2 * layer]!, weights[2 * layer + 1]!]);
    activations.push(graph.node(layer < depth ? 'Relu' : bounded, [sum]));
  }
  return activations;
}

/** The graph (x, noise) ↦ clip(f(x) + noise) of Eq. 3. It clips without noise too: the runtime's Tanh can give −1.0000001. */
export function mapGraph(manifold: Manifold, chains: number): Uint8Array {
  const graph = new Graph();
  const state = [chains, sizeOf(manifold.shape)];
  const shapes = weightShapes(manifold);
  const weights = manifold.weights.map((values, i) => graph.constant(values, shapes[i]!));
  const reached = addNetwork(graph, manifold, graph.input('x', state), weights).at(-1)!;
  const moved = manifold.noise.length > 0 ? graph.node('Add', [reached, graph.input('noise', state)]) : reached;
  const bounds = manifold.range.map((bound) => graph.scalar(bound));
  graph.output(graph.node('Clip', [moved, ...bounds], {}, 'next'), state);
  return graph.encode();
}
