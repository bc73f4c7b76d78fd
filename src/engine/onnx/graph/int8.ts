import { type MlpArchitecture, weightShapes } from '../../../core/manifold.js';
import type { Graph } from '../../../models/graph/graph.js';
import type { MappedMlp } from './mapped.js';

/** Weights are whole numbers of 7 bits: with 8, sums of two products can leave the 16 bits that processors without VNNI have. */
const mostWeight = 63;

/**
 * Adds the network f in whole numbers: activations of 8 bits and weights of 7, each with a scale, an operator a layer. A
 * ReLU is the end of the numbers: what is below 0 becomes 0. All scales are fixed beforehand, so that a row is the same
 * whatever is beside it.
 * @param activationRange The largest activation of each ReLU layer.
 */
export function addInt8Network(graph: Graph, mapped: MappedMlp, x: string, activationRange: Float32Array): string {
  const { depth, range } = mapped;
  const scalar = (scale: number) => graph.constant(Float32Array.of(scale), []);
  const zeroPoint = (zero: number) => graph.constant(Uint8Array.of(zero), []);
  let input = { scale: (range[1] - range[0]) / 255, zero: zeroPoint(range[0] === 0 ? 0 : 128) };
  let values = graph.node('QuantizeLinear', [x, scalar(input.scale), input.zero]);
  const none = zeroPoint(0);
  for (let layer = 0; layer <= depth; layer++) {
    const { matrix, dims, scales, biases } = wholeNumbers(mapped, layer, input.scale);
    const inputs = [
      ...[values, scalar(input.scale), input.zero],
      ...[graph.constant(matrix, dims), graph.constant(scales, [dims[1]])],
      ...[graph.constant(new Int8Array(dims[1]), [dims[1]]), graph.constant(biases, [dims[1]])],
    ];
    if (layer === depth) return graph.bounded(graph.microsoft('QGemm', inputs), range);
    const output = { scale: Math.fround((activationRange[layer] || 1) / 255), zero: none };
    values = graph.microsoft('QGemm', [...inputs, scalar(output.scale), output.zero]);
    input = output;
  }
  return values;
}

/** A layer's matrix, with a scale for each column, and its biases on the scale of the products. */
function wholeNumbers(mapped: MlpArchitecture & Pick<MappedMlp, 'weights'>, layer: number, inputScale: number) {
  const [rows, columns] = weightShapes(mapped)[2 * layer] as [number, number];
  const [weights, biases] = [mapped.weights[2 * layer]!, mapped.weights[2 * layer + 1]!];
  const scales = new Float32Array(columns);
  weights.forEach((weight, i) => {
    scales[i % columns] = Math.max(scales[i % columns]!, Math.abs(weight));
  });
  scales.forEach((largest, i) => {
    scales[i] = (largest || 1) / mostWeight;
  });
  return {
    dims: [rows, columns] as const,
    scales,
    matrix: Int8Array.from(weights, (weight, i) => Math.round(weight / scales[i % columns]!)),
    biases: Int32Array.from(biases, (bias, i) => Math.round(bias / (inputScale * scales[i]!))),
  };
}
