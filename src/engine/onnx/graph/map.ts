import { isMlp, weightShapes } from '../../../core/manifold.js';
import { stateSize } from '../../../core/units.js';
import { Graph } from '../../../models/graph/graph.js';
import { addNetwork } from '../../../models/graph/network.js';
import { Tape, type Value } from '../../../models/graph/tape.js';
import { addInt8Network } from './int8.js';
import type { Mapped } from './mapped.js';

/**
 * The graph of kaleidoscopic sampling: see `addNext`.
 * @param activationRange Where the network, an MLP, is to be of whole numbers: the largest activation of each ReLU layer.
 */
export function mapGraph(mapped: Mapped, activationRange?: Float32Array): Uint8Array {
  const tape = new Tape(new Graph());
  const x = statesInput(tape, mapped);
  const reached =
    activationRange && isMlp(mapped)
      ? addInt8Network(tape.graph, mapped, x.name, activationRange)
      : addNetwork(tape, mapped, x, constantWeights(tape, mapped)).name;
  addNext(tape.graph, mapped, reached);
  return tape.graph.encode();
}

/**
 * The graph of sampling by gradient, x ↦ x − learningRate · ∇‖x − f(x)‖²/D and then as `addNext` says. The gradient
 * reaches x twice, directly and through f: (2/D)(r − Jᵀr) for the residual r = x − f(x) and the Jacobian J of f.
 */
export function descentGraph(mapped: Mapped, learningRate: number): Uint8Array {
  const graph = new Graph();
  const tape = new Tape(graph);
  const x = statesInput(tape, mapped, true);
  const y = addNetwork(tape, mapped, x, constantWeights(tape, mapped));
  const residual = graph.node('Sub', [x.name, y.name]);
  const back = tape.gradients(y, residual).get(x.name)!;
  const rate = graph.scalar((2 * learningRate) / stateSize(mapped));
  const reached = graph.node('Sub', [x.name, graph.node('Mul', [graph.node('Sub', [residual, back]), rate])]);
  addNext(graph, mapped, reached);
  return graph.encode();
}

/** The dimensions of states: any number of them, and as many in all that has these dimensions. */
export const statesDims = (mapped: Mapped): [string, number] => ['rows', stateSize(mapped)];

export const statesInput = ({ graph }: Tape, mapped: Mapped, isWanted = false): Value => ({
  name: graph.input('x', statesDims(mapped)),
  shape: [stateSize(mapped)],
  isWanted,
});

/** The weights, which do not change any more. */
export function constantWeights({ graph }: Tape, mapped: Mapped): Value[] {
  const shapes = weightShapes(mapped);
  return mapped.weights.map((values, i) => ({
    name: graph.constant(values, shapes[i]!),
    shape: shapes[i]!,
    isWanted: false,
  }));
}

/**
 * The next states, clip(b y + (a z + n)), where a map has led from z to y; Eq. 3 is a = 0 and b = 1. In, where they are wanted: `b`;
 * `added`, which is a z + n, known before y is; and `free` and `known`. Out: `next`, and where it is another, `shown`: y itself.
 * All are clipped without noise too: the runtime's Tanh can give −1.0000001.
 */
function addNext(graph: Graph, mapped: Mapped, reached: string): void {
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
