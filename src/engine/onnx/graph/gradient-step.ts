import { stateSize } from '../../../core/label-units.js';
import { Graph } from '../../../models/onnx-graph.js';
import { outputSlope, passBack, reluSlope } from './backward.js';
import { addNetwork, addNext, constantWeights, statesDims } from './forward.js';
import type { Mapped } from './mapped.js';

/**
 * The graph of sampling by gradient, x ↦ x − learningRate · ∇‖x − f(x)‖²/D and then as `addNext` says. The gradient
 * reaches x twice, directly and through f: (2/D)(r − Jᵀr) for the residual r = x − f(x) and the Jacobian J of f.
 */
export function descentGraph(mapped: Mapped, learningRate: number): Uint8Array {
  const graph = new Graph();
  const x = graph.input('x', statesDims(mapped));
  const weights = constantWeights(graph, mapped);
  const activations = addNetwork(graph, mapped, x, weights);
  const y = activations.at(-1)!;
  const residual = graph.node('Sub', [x, y]);
  let back = graph.node('Mul', [residual, outputSlope(graph, mapped, y)]);
  for (let layer = mapped.depth; layer >= 0; layer--) {
    back = passBack(graph, back, weights[2 * layer]!);
    if (layer > 0) back = graph.node('Mul', [back, reluSlope(graph, activations[layer]!)]);
  }
  const rate = graph.scalar((2 * learningRate) / stateSize(mapped));
  const reached = graph.node('Sub', [x, graph.node('Mul', [graph.node('Sub', [residual, back]), rate])]);
  addNext(graph, mapped, reached);
  return graph.encode();
}
