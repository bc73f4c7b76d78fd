import { sizeOf } from '../../core/samples.js';
import type { Graph } from './graph.js';
import { add, once, sum } from './operators.js';
import type { Backward, Tape, Value } from './tape.js';

/** A part of an image [channels, height, width], which may be meant to have twice its sides. */
export interface Part {
  readonly value: Value;
  readonly isUpsampled: boolean;
}

/**
 * A convolution of an image by squares of `size` × `size` pixels, with zeros around it. The image may be in parts that lie end to end along
 * its channels, and is then never put together: each part has its share of the weights, and what they give is added up.
 */
export function conv(tape: Tape, parts: readonly Part[], w: Value, b: Value, stride: number): Value {
  let first = 0;
  const sums = parts.map((part, i) => {
    const [channels] = part.value.shape as [number];
    const own = parts.length > 1 ? ofChannels(tape, w, first, channels) : w;
    first += channels;
    return convOf(tape, part, own, i === 0 ? b : undefined, stride);
  });
  return sums.reduce((a, b) => add(tape, a, b));
}

/** The weights of some of the channels. */
function ofChannels(tape: Tape, w: Value, first: number, channels: number): Value {
  const { graph } = tape;
  const [filters, all, ...square] = w.shape as [number, number, number, number];
  const range = [[first], [first + channels], [1]].map((each) => graph.integers(each));
  const ends = [0, first, 0, 0, 0, all - first - channels, 0, 0];
  return tape.record(
    graph.node('Slice', [w.name, ...range]),
    [filters, channels, ...square],
    [w, (gradient) => graph.node('Pad', [gradient, graph.integers(ends)])],
  );
}

function convOf(tape: Tape, { value: x, isUpsampled }: Part, w: Value, b: Value | undefined, stride: number): Value {
  if (isUpsampled && stride > 1) return convOf(tape, { value: upsample(tape, x), isUpsampled: false }, w, b, stride);
  const { graph } = tape;
  const form = isUpsampled ? upsampled : plain;
  const { output, shape, toInput, toWeights } = form(graph, x, w.name, w.shape as Square, b?.name, stride);
  const toBias: Backward = (gradient) =>
    sum(graph, graph.node('ReduceSum', [gradient, graph.integers([2, 3])], { i: { keepdims: 0 } }));
  return tape.record(output, shape, [x, toInput], [w, toWeights], ...(b ? [[b, toBias] as const] : []));
}

type Square = readonly [filters: number, channels: number, size: number, size: number];

/** A convolution as nodes, and the ways back. */
interface Convolution {
  readonly output: string;
  readonly shape: readonly number[];
  readonly toInput: Backward;
  readonly toWeights: Backward;
}

function plain(graph: Graph, x: Value, w: string, square: Square, b: string | undefined, stride: number): Convolution {
  const [filters, channels, size] = square;
  const [, height, width] = x.shape as [number, number, number];
  const shape = [filters, Math.ceil(height / stride), Math.ceil(width / stride)];
  const around = (size - 1) / 2;
  const pads = Array<number>(4).fill(around);
  const strides = [stride, stride];
  const isNarrow = stride === 1 && (size - 1) * filters <= channels;
  const pixels = (values: string, rows: number) => graph.reshape(values, [-1, rows, sizeOf(shape.slice(1))]);
  /** The squares, one row for each filter and place in it: those of the first place first. */
  const rows = () =>
    graph.reshape(graph.node('Transpose', [w], { ints: { perm: [2, 3, 0, 1] } }), [size * size * filters, channels]);
  const columnsOfGradient = once((gradient) => pixels(columns(graph, gradient, size, -1), size * size * filters));

  function output(): string {
    if (!isNarrow || 4 * filters > channels)
      return graph.node('Conv', b === undefined ? [x.name, w] : [x.name, w, b], { ints: { pads, strides } });
    const sums = ofPlaces(graph, rows(), pixels(x.name, channels), [filters, height, width], size, 1);
    return b === undefined ? sums : graph.node('Add', [sums, graph.reshape(b, [filters, 1, 1])]);
  }

  function toInput(gradient: string): string {
    if (isNarrow) {
      const product = timesTransposed(graph, rows(), columnsOfGradient(gradient), { transA: 1, transB: 0 });
      return graph.reshape(product, [-1, channels, height, width]);
    }
    if (stride > 1) {
      // What the last square leaves over, which the way there has dropped.
      const output_padding = [height, width].map((side, i) => side - stride * (shape[i + 1]! - 1) - 1);
      return graph.node('ConvTranspose', [gradient, w], { ints: { pads, strides, output_padding } });
    }
    if ((size - 1) * channels <= filters) {
      const turned = graph.node('Transpose', [w], { ints: { perm: [2, 3, 1, 0] } });
      const all = graph.reshape(turned, [size * size * channels, filters]);
      return ofPlaces(graph, all, pixels(gradient, filters), [channels, height, width], size, -1);
    }
    const backwards = graph.integers(Array.from({ length: size ** 2 }, (_, i) => size ** 2 - 1 - i));
    const turned = graph.node('Gather', [graph.reshape(w, [filters, channels, -1]), backwards], { i: { axis: 2 } });
    const swapped = graph.node('Transpose', [turned], { ints: { perm: [1, 0, 2] } });
    return graph.node('Conv', [gradient, graph.reshape(swapped, [channels, filters, size, size])], { ints: { pads } });
  }

  /**
   * Each number of the gradient is a sum over states and pixels, of products of the gradient and the input shifted: a product of
   * matrices, where one has all shifts of what has fewer channels. Where both have many, the input is shifted sideways alone and the gradient up and
   * down alone, and the product has all pairs.
   */
  function toWeights(gradient: string): string {
    const summed = (pairs: string, dims: readonly number[], perm: readonly number[]) =>
      graph.node('Transpose', [graph.reshape(sum(graph, pairs), dims)], { ints: { perm } });
    if (isNarrow) {
      const pairs = timesTransposed(graph, columnsOfGradient(gradient), pixels(x.name, channels));
      return summed(pairs, [size, size, filters, channels], [2, 3, 0, 1]);
    }
    if (stride > 1 || (size - 1) * channels <= filters) {
      const inputs = stride > 1 ? strided(graph, x.name, size, stride, shape) : columns(graph, x.name, size, 1);
      const pairs = timesTransposed(graph, pixels(gradient, filters), pixels(inputs, size * size * channels));
      return summed(pairs, [filters, size, size, channels], [0, 3, 1, 2]);
    }
    const offsets = Array.from({ length: size }, (_, i) => i - around);
    const sideways = beside(
      graph,
      offsets.map((right) => shifted(graph, x.name, 0, right)),
    );
    const upwards = beside(
      graph,
      offsets.map((down) => shifted(graph, gradient, -down, 0)),
    );
    const pairs = timesTransposed(graph, pixels(upwards, size * filters), pixels(sideways, size * channels));
    return summed(pairs, [size, filters, size, channels], [1, 3, 0, 2]);
  }

  return { output: output(), shape, toInput, toWeights };
}

/**
 * A convolution of an image with each pixel four times. Its four pixels see the same few of the small image, so that a
 * convolution of that by four times the filters gives them all, and these are then laid out.
 */
function upsampled(graph: Graph, x: Value, w: string, square: Square, b: string | undefined): Convolution {
  const [filters, channels, size] = square;
  const [, height, width] = x.shape as [number, number, number];
  const around = (size - 1) / 2;
  const least = Math.ceil(around / 2);
  const small = 2 * least + 1;
  // Which pixel of the small image a place of the square sees, from each of the four.
  const sees = new Float32Array(size ** 2 * 4 * small ** 2);
  shifts(size).forEach(([down, right], place) => {
    for (const [pixel, [i, j]] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].entries()) {
      const [row, column] = [Math.floor((i! + down) / 2) + least, Math.floor((j! + right) / 2) + least];
      sees[(place * 4 + pixel) * small ** 2 + row * small + column] = 1;
    }
  });
  const map = graph.constant(sees, [size ** 2, 4 * small ** 2]);
  const all = graph.node('MatMul', [graph.reshape(w, [filters * channels, size ** 2]), map]);
  const apart = graph.reshape(all, [filters, channels, 4, small ** 2]);
  const first = graph.node('Transpose', [apart], { ints: { perm: [2, 0, 1, 3] } });
  const four = graph.reshape(first, [4 * filters, channels, small, small]);
  const biases = b === undefined ? undefined : graph.node('Concat', [b, b, b, b], { i: { axis: 0 } });
  const inner = plain(graph, x, four, [4 * filters, channels, small, small], biases, 1);
  const gathered = once((gradient) => graph.node('SpaceToDepth', [gradient], { i: { blocksize: 2 } }));
  return {
    output: graph.node('DepthToSpace', [inner.output], { i: { blocksize: 2 } }),
    shape: [filters, 2 * height, 2 * width],
    toInput: (gradient) => inner.toInput(gathered(gradient)),
    toWeights(gradient) {
      const found = graph.reshape(inner.toWeights(gathered(gradient)), [4, filters, channels, small ** 2]);
      const last = graph.node('Transpose', [found], { ints: { perm: [1, 2, 0, 3] } });
      const flat = graph.reshape(last, [filters * channels, 4 * small ** 2]);
      return graph.reshape(graph.node('Gemm', [flat, map], { i: { transB: 1 } }), square);
    },
  };
}

/** Each pixel of an image [channels, height, width] four times. */
export function upsample(tape: Tape, x: Value): Value {
  const { graph } = tape;
  const [channels, height, width] = x.shape as [number, number, number];
  const scales = graph.constant(Float32Array.of(1, 1, 2, 2), [4]);
  const four = { ints: { kernel_shape: [2, 2], strides: [2, 2] } };
  return tape.record(
    graph.node('Resize', [x.name, '', scales]),
    [channels, 2 * height, 2 * width],
    [x, (gradient) => graph.node('Mul', [graph.node('AveragePool', [gradient], four), graph.scalar(4)])],
  );
}

/** How far each place of a square is from its middle, row after row. */
const shifts = (size: number): [down: number, right: number][] =>
  Array.from({ length: size ** 2 }, (_, i) => [Math.floor(i / size) - (size - 1) / 2, (i % size) - (size - 1) / 2]);

/** Of each pixel the one that lies so far from it, or zero. */
const shifted = (graph: Graph, values: string, down: number, right: number): string =>
  down === 0 && right === 0
    ? values
    : graph.node('Pad', [values, graph.integers([0, 0, -down, -right, 0, 0, down, right])]);

/** All that the places of a square see, end to end along the channels; or, by −1, all places that see a pixel. */
const columns = (graph: Graph, values: string, size: number, by: 1 | -1): string =>
  beside(
    graph,
    shifts(size).map(([down, right]) => shifted(graph, values, by * down, by * right)),
  );

/**
 * What all places of a square add to an image: a product gives it for each place, and it is then moved there. The runtime's convolution
 * takes as long for few filters as for many.
 */
function ofPlaces(
  graph: Graph,
  rows: string,
  pixels: string,
  [filters, height, width]: readonly [number, number, number],
  size: number,
  by: 1 | -1,
): string {
  const added = graph.reshape(graph.node('MatMul', [rows, pixels]), [-1, size * size * filters, height, width]);
  const places = size > 1 ? graph.split(added, Array(size * size).fill(filters), 1) : [added];
  const moved = shifts(size).map(([down, right], i) => shifted(graph, places[i]!, by * down, by * right));
  return moved.length > 1 ? graph.node('Sum', moved) : moved[0]!;
}

/** All that the places see, where the square stands on every so many pixels. */
function strided(graph: Graph, x: string, size: number, stride: number, [, height, width]: readonly number[]): string {
  const around = (size - 1) / 2;
  const wide = graph.node('Pad', [x, graph.integers([0, 0, around, around, 0, 0, around, around])]);
  const [axes, steps] = [graph.integers([2, 3]), graph.integers([stride, stride])];
  const parts = shifts(size).map(([down, right]) => {
    const start = [down + around, right + around];
    const end = [start[0]! + stride * (height! - 1) + 1, start[1]! + stride * (width! - 1) + 1];
    return graph.node('Slice', [wide, graph.integers(start), graph.integers(end), axes, steps]);
  });
  return beside(graph, parts);
}

const beside = (graph: Graph, parts: readonly string[]): string =>
  parts.length > 1 ? graph.node('Concat', parts, { i: { axis: 1 } }) : parts[0]!;

/** A Bᵀ of each pair of matrices, or as it is said. */
const timesTransposed = (graph: Graph, a: string, b: string, which = { transA: 0, transB: 1 }): string =>
  graph.microsoft('FusedMatMul', [a, b], { i: which });
