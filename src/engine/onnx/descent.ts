import type { MlpManifold } from '../../manifold.js';
import { sizeOf } from '../../samples.js';
import { outputSlope, passBack, reluSlope } from './backward.js';
import { addNetwork, addNext, constantWeights } from './forward.js';
import { Graph } from './graph.js';

/**
 * The graph x ↦ clip(x − learningRate · ∇‖x − f(x)‖²/D), with `noise` added where the manifold has noise. The gradient
 * reaches x twice, directly and through f: (2/D)(r − Jᵀr) for the residual r = x − f(x) and the Jacobian J of f.
 */
export function descentGraph(manifold: MlpManifold, chains: number, learningRate: number): Uint8Array {
  const graph = new Graph();
  const state = [chains, sizeOf(manifold.shape)];
  const x = graph.input('x', state);
  const weights = constantWeights(graph, manifold);
  const activations = addNetwork(graph, manifold, x, weights);
  const y = activations.at(-1)!;
  const residual = graph.node('Sub', [x, y]);
  let back = graph.node('Mul', [residual, outputSlope(graph, manifold, y)]);
  for (let layer = manifold.depth; layer >= 0; layer--) {
    back = passBack(graph, back, weights[2 * layer]!);
    if (layer > 0) back = graph.node('Mul', [back, reluSlope(graph, activations[layer]!)]);
  }
  const rate = graph.scalar((2 * learningRate) / sizeOf(manifold.shape));
  const reached = graph.node('Sub', [x, graph.node('Mul', [graph.node('Sub', [residual, back]), rate])]);
  addNext(graph, manifold, reached, state);
  return graph.encode();
}
