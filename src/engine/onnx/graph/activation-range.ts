import { Graph } from '../../../models/onnx-graph.js';
import { addNetwork, constantWeights, statesDims } from './forward.js';
import type { Mapped } from './mapped.js';

/** The graph of the network alone that finds, beside `y`, the largest activation of each ReLU layer as `activationRange`. */
export function activationRangeGraph(mapped: Mapped): Uint8Array {
  const graph = new Graph();
  const x = graph.input('x', statesDims(mapped));
  const activations = addNetwork(graph, mapped, x, constantWeights(graph, mapped));
  graph.node('Identity', [activations.at(-1)!], {}, 'y');
  graph.output('y', statesDims(mapped));
  const largest = activations.slice(1, -1).map((layer) => graph.node('ReduceMax', [layer], { i: { keepdims: 0 } }));
  const one = graph.constant(BigInt64Array.of(1n), [1]);
  graph.node(
    'Concat',
    largest.map((value) => graph.node('Reshape', [value, one])),
    { i: { axis: 0 } },
    'activationRange',
  );
  graph.output('activationRange', [mapped.depth]);
  return graph.encode();
}
