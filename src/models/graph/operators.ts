import type { Range } from '../../core/samples.js';
import type { Graph } from './graph.js';
import type { Tape, Value } from './tape.js';

/*
 * The operators that networks are made of. Each adds its node to the graph, and says how its gradient is found: by nodes that
 * are added when the tape is gone back through. The first dimension of a tensor, which a shape does not have, is the states.
 */

/** x W + b over the last axis. */
export function dense(tape: Tape, x: Value, w: Value, b: Value): Value {
  const { graph } = tape;
  const [inputs, outputs] = w.shape as [number, number];
  const isRow = x.shape.length === 1;
  const rows = isRow ? x.name : graph.reshape(x.name, [-1, inputs]);
  const sums = graph.node('Gemm', [rows, w.name, b.name], w.isTurned ? { i: { transB: 1 } } : {});
  const shape = [...x.shape.slice(0, -1), outputs];
  const flat = (gradient: string) => (isRow ? gradient : graph.reshape(gradient, [-1, outputs]));
  return tape.record(
    isRow ? sums : graph.reshape(sums, [-1, ...shape]),
    shape,
    [
      x,
      (gradient) => {
        const back = graph.node('Gemm', [flat(gradient), w.name], { i: { transB: 1 } });
        return isRow ? back : graph.reshape(back, [-1, ...x.shape]);
      },
    ],
    [w, (gradient) => product(tape, rows, flat(gradient), outputs)],
    [b, (gradient) => sum(graph, flat(gradient))],
  );
}

/** For every so many columns of a product's right matrix, the runtime turns the left one anew. */
const panel = 128;

/**
 * Aᵀ B, of a matrix B with so many columns. From three panels on, a pass that turns A once takes less time, and gives the
 * same bits.
 */
function product({ graph }: Tape, a: string, b: string, columns: number): string {
  if (columns <= 2 * panel) return graph.node('Gemm', [a, b], { i: { transA: 1 } });
  return graph.node('Gemm', [graph.node('Transpose', [a], { ints: { perm: [1, 0] } }), b]);
}

/** The sum over the first axis. */
export const sum = (graph: Graph, values: string): string =>
  graph.node('ReduceSum', [values, graph.integers([0])], { i: { keepdims: 0 } });

/** Nodes that are added once, and used again while they are asked for of the same gradient. */
export function once<Found>(add: (gradient: string) => Found): (gradient: string) => Found {
  let made: { of: string; found: Found } | undefined;
  return (gradient) => {
    if (made?.of !== gradient) made = { of: gradient, found: add(gradient) };
    return made.found;
  };
}

/** max(0, x). */
export function relu(tape: Tape, x: Value): Value {
  const { graph } = tape;
  const y = graph.node('Relu', [x.name]);
  // Its slope is 1 where it gave something, else 0. A hard sigmoid this steep is that step, in the runtime's fastest operator.
  const slope = () => graph.node('HardSigmoid', [y], { f: { alpha: 1e30, beta: 0 } });
  return tape.record(y, x.shape, [x, (gradient) => graph.node('Mul', [gradient, slope()])]);
}

/** x Φ(x), whose slope is Φ(x) + x φ(x). */
export function gelu(tape: Tape, x: Value): Value {
  const { graph } = tape;
  const slope = () => {
    const half = graph.scalar(0.5);
    const erf = graph.node('Erf', [graph.node('Mul', [x.name, graph.scalar(Math.SQRT1_2)])]);
    const below = graph.node('Add', [graph.node('Mul', [erf, half]), half]);
    const square = graph.node('Mul', [graph.node('Mul', [x.name, x.name]), graph.scalar(-0.5)]);
    const bell = graph.node('Mul', [graph.node('Exp', [square]), graph.scalar(1 / Math.sqrt(2 * Math.PI))]);
    return graph.node('Add', [below, graph.node('Mul', [x.name, bell])]);
  };
  const y = graph.microsoft('Gelu', [x.name]);
  return tape.record(y, x.shape, [x, (gradient) => graph.node('Mul', [gradient, slope()])]);
}

/** The unit that bounds the output to the range; from its output y, its slope is y(1 − y) for Sigmoid, 1 − y² for Tanh. */
export function bounded(tape: Tape, x: Value, range: Range): Value {
  const { graph } = tape;
  const y = graph.bounded(x.name, range);
  const slope = () => graph.node('Sub', [range[0] === 0 ? y : graph.scalar(1), graph.node('Mul', [y, y])]);
  return tape.record(y, x.shape, [x, (gradient) => graph.node('Mul', [gradient, slope()])]);
}

/** The last axis with mean 0 and variance 1, times a gain and plus an offset. */
export function layerNorm(tape: Tape, x: Value, gain: Value, offset: Value): Value {
  const { graph } = tape;
  const [y, mean, inverse] = graph.nodes('LayerNormalization', [x.name, gain.name, offset.name], 3, {
    i: { axis: -1 },
    f: { epsilon: 1e-5 },
  }) as [string, string, string];
  const average = (values: string) => graph.node('ReduceMean', [values], { ints: { axes: [-1] } });
  const normal = () => graph.node('Mul', [graph.node('Sub', [x.name, mean]), inverse]);
  const flat = (values: string) => graph.reshape(values, [-1, x.shape.at(-1)!]);
  return tape.record(
    y,
    x.shape,
    [
      x,
      (gradient) => {
        const [scaled, along] = [graph.node('Mul', [gradient, gain.name]), normal()];
        const straight = graph.node('Sub', [scaled, average(scaled)]);
        const turned = graph.node('Mul', [along, average(graph.node('Mul', [scaled, along]))]);
        return graph.node('Mul', [graph.node('Sub', [straight, turned]), inverse]);
      },
    ],
    [gain, (gradient) => sum(graph, flat(graph.node('Mul', [gradient, normal()])))],
    [offset, (gradient) => sum(graph, flat(gradient))],
  );
}

/** Shares that add up to 1 along the last axis: exp(x), over the sum of those. */
export function softmax(tape: Tape, x: Value): Value {
  const { graph } = tape;
  const y = graph.node('Softmax', [x.name], { i: { axis: -1 } });
  return tape.record(y, x.shape, [
    x,
    (gradient) => {
      const taken = graph.node('Mul', [gradient, y]);
      const all = graph.node('ReduceSum', [taken, graph.integers([-1])]);
      return graph.node('Sub', [taken, graph.node('Mul', [y, all])]);
    },
  ]);
}

/** scale · A B, or A Bᵀ, of each pair of matrices. */
export function matmul(tape: Tape, a: Value, b: Value, { transB = 0, alpha = 1 } = {}): Value {
  const times = (left: string, right: string, transA: number, transB: number) =>
    tape.graph.microsoft('FusedMatMul', [left, right], { i: { transA, transB }, f: { alpha } });
  return tape.record(
    times(a.name, b.name, 0, transB),
    [...a.shape.slice(0, -1), b.shape.at(transB ? -2 : -1)!],
    [a, (gradient) => times(gradient, b.name, 0, 1 - transB)],
    [b, (gradient) => (transB ? times(gradient, a.name, 1, 0) : times(a.name, gradient, 1, 0))],
  );
}

export function add(tape: Tape, a: Value, b: Value): Value {
  return tape.record(
    tape.graph.node('Add', [a.name, b.name]),
    a.shape,
    [a, (gradient) => gradient],
    [b, (gradient) => gradient],
  );
}

/** x + w, the same w for all states. */
export function offset(tape: Tape, x: Value, w: Value): Value {
  const { graph } = tape;
  return tape.record(
    graph.node('Add', [x.name, w.name]),
    x.shape,
    [x, (gradient) => gradient],
    [w, (gradient) => sum(graph, gradient)],
  );
}

/** Both, end to end along an axis. */
export function concat(tape: Tape, a: Value, b: Value, axis: number): Value {
  const { graph } = tape;
  const sizes = [a.shape[axis]!, b.shape[axis]!];
  const parts = once((gradient) => graph.split(gradient, sizes, axis + 1));
  const part = (i: number) => (gradient: string) => parts(gradient)[i]!;
  return tape.record(
    graph.node('Concat', [a.name, b.name], { i: { axis: axis + 1 } }),
    a.shape.map((side, i) => (i === axis ? sizes[0]! + sizes[1]! : side)),
    [a, part(0)],
    [b, part(1)],
  );
}

/** Of the last axis, `size` numbers from `start` on. */
export function slice(tape: Tape, x: Value, start: number, size: number): Value {
  const { graph } = tape;
  const rank = x.shape.length;
  const ends = Array<number>(2 * (rank + 1)).fill(0);
  ends[rank] = start;
  ends[2 * rank + 1] = x.shape.at(-1)! - start - size;
  return tape.record(
    graph.node('Slice', [x.name, ...[[start], [start + size], [rank]].map((each) => graph.integers(each))]),
    [...x.shape.slice(0, -1), size],
    [x, (gradient) => graph.node('Pad', [gradient, graph.integers(ends)])],
  );
}

/** The same numbers in another shape. */
export function reshape(tape: Tape, x: Value, shape: readonly number[]): Value {
  if (String(shape) === String(x.shape)) return x;
  const { graph } = tape;
  const as = (values: string, shape: readonly number[]) => graph.reshape(values, [-1, ...shape]);
  return tape.record(as(x.name, shape), shape, [x, (gradient) => as(gradient, x.shape)]);
}

/** Its axes in another order. */
export function permute(tape: Tape, x: Value, axes: readonly number[]): Value {
  const turned = (values: string, axes: readonly number[]) =>
    tape.graph.node('Transpose', [values], { ints: { perm: [0, ...axes.map((axis) => axis + 1)] } });
  const back = axes.map((_, axis) => axes.indexOf(axis));
  return tape.record(
    turned(x.name, axes),
    axes.map((axis) => x.shape[axis]!),
    [x, (gradient) => turned(gradient, back)],
  );
}
