import { Graph } from '../../../models/graph/graph.js';
import { addNetwork } from '../../../models/graph/network.js';
import { Tape } from '../../../models/graph/tape.js';
import { constantWeights, statesDims, statesInput } from './map.js';
import type { MappedMlp } from './mapped.js';

/** The graph of an MLP alone that finds, beside `y`, the largest activation of each ReLU layer as `activationRange`. */
export function activationRangeGraph(mapped: MappedMlp): Uint8Array {
  const graph = new Graph();
  const tape = new Tape(graph);
  const largest: string[] = [];
  const y = addNetwork(tape, mapped, statesInput(tape, mapped), constantWeights(tape, mapped), ({ kind }, { name }) => {
    if (kind === 'relu') largest.push(graph.node('ReduceMax', [name], { i: { keepdims: 0 } }));
  });
  graph.output(graph.rename(y.name, 'y'), statesDims(mapped));
  const listed = largest.map((value) => graph.reshape(value, [1]));
  graph.node('Concat', listed, { i: { axis: 0 } }, 'activationRange');
  graph.output('activationRange', [mapped.depth]);
  return graph.encode();
}
