import { Graph } from '../../../models/graph/graph.js';
import type { Tensors } from '../session.js';

/** Gives what it is given: each tensor NAME as `copy.NAME`. */
export function copyGraph(tensors: Tensors): Uint8Array {
  const graph = new Graph();
  for (const [name, { dims }] of Object.entries(tensors))
    graph.output(graph.node('Identity', [graph.input(name, dims)], {}, `copy.${name}`), dims);
  return graph.encode();
}
