import { checkKind } from './check.js';
import { type Distribution, keyOf, Purpose, uniform } from './random.js';
import { type Range, sizeOf } from './samples.js';

/** The size of a network f: `depth` hidden layers of `width` ReLU units between an input and an output of one shape. */
export interface Architecture {
  /** L, hidden layers. */
  readonly depth: number;
  /** H, units in each. */
  readonly width: number;
  readonly shape: readonly number[];
  /** Decides the output unit: [0, 1] is Sigmoid, [−1, 1] is Tanh. */
  readonly range: Range;
}

/** A term ε of Eq. 3, drawn anew for every value of every state. */
export interface Noise {
  readonly eps: number;
  readonly distribution: Distribution;
}

/** A trained network f that reproduces its data (Eq. 1), and the noise added each time it is applied (Eq. 3). Plain data. */
export interface Manifold extends Architecture {
  /** Mean square error on the batch of training step `steps`. */
  readonly loss: number;
  /** Updates made to the weights. */
  readonly steps: number;
  /** For each layer its matrix [inputs × outputs], row after row, then its biases. */
  readonly weights: readonly Float32Array[];
  readonly noise: readonly Noise[];
}

/** The widths of all layers, input and output included. */
export function layerSizes({ depth, width, shape }: Architecture): number[] {
  const size = sizeOf(shape);
  return [size, ...Array<number>(depth).fill(width), size];
}

/** The shapes of `Manifold.weights`. */
export function weightShapes(architecture: Architecture): number[][] {
  const sizes = layerSizes(architecture);
  return sizes.slice(1).flatMap((outputs, layer) => [[sizes[layer]!, outputs], [outputs]]);
}

/** Refuses a manifold whose weights do not fit its size, or are not numbers: one that was loaded, say, or put together. */
export function checkManifold(name: string, manifold: Manifold): void {
  checkKind(name, 'a Manifold', manifold, Array.isArray(manifold?.weights));
  const shapes = weightShapes(manifold);
  if (manifold.weights.length !== shapes.length)
    throw new RangeError(
      `${name}: a manifold of depth ${manifold.depth} has ${shapes.length} weights, not ${manifold.weights.length}`,
    );
  manifold.weights.forEach((values, i) => {
    if (!(values instanceof Float32Array) || values.length !== sizeOf(shapes[i]!))
      throw new RangeError(`${name}: weights[${i}] must be ${sizeOf(shapes[i]!)} numbers in a Float32Array`);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new RangeError(`${name}: weights[${i}][${bad}] must be finite, not ${values[bad]}`);
  });
}

/** Weights and biases uniform in ±1/√(inputs of the layer), as PyTorch starts a linear layer. */
export function startWeights(architecture: Architecture, seed: number): Float32Array[] {
  const sizes = layerSizes(architecture);
  return weightShapes(architecture).map((shape, i) => {
    const bound = 1 / Math.sqrt(sizes[i >> 1]!);
    const key = keyOf(seed, Purpose.weights, i);
    return new Float32Array(sizeOf(shape)).map((_, j) => bound * (2 * uniform(key, j) - 1));
  });
}
