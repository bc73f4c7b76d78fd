import type { Samples } from 'kaleidoflow';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { sizeOf } from '../../../src/core/samples.js';
import { mean } from '../report.js';

/** How near pictures are to those that were learned. */
export interface Nearness {
  /** The mean square difference to the nearest, over all values; the mean of all pictures. */
  readonly nearest: number;
  /** The share of near-copies: closer to the nearest than .33 of the distance to the second. */
  readonly copies: number;
  /** How many different ones are nearest to a hundred. */
  readonly distinct: number;
}

/** What pictures are like beside those that were learned. */
export interface Look extends Nearness {
  /** The energy outside the first 50 principal components of those that were learned. */
  readonly detail: number;
}

/** How alike samples and the learned pictures are. */
export const lookAt = (samples: Samples, learned: Samples, components: Components): Look => ({
  ...nearnessOf(samples, learned),
  detail: energyOutside(samples, components),
});

/** How near samples, a hundred or several, are to the learned pictures. */
export function nearnessOf(samples: Samples, learned: Samples): Nearness {
  const found = Array.from({ length: samples.count }, (_, i) => nearestTwo(rowOf(samples, i), learned));
  const hundreds = Array.from({ length: Math.max(1, Math.floor(found.length / 100)) }, (_, i) =>
    found.slice(100 * i, 100 * i + 100),
  );
  return {
    nearest: mean(found.map(({ first }) => first)) / sizeOf(samples.shape),
    copies: found.filter(({ first, second }) => first < 0.33 * second).length / found.length,
    distinct: mean(hundreds.map((hundred) => new Set(hundred.map(({ place }) => place)).size)),
  };
}

function rowOf({ values, shape }: Samples, i: number): Float32Array {
  const size = sizeOf(shape);
  return values.subarray(i * size, (i + 1) * size);
}

/** The square distances to the nearest and the second nearest, and which is the nearest. */
function nearestTwo(row: Float32Array, { values, count }: Samples) {
  const size = row.length;
  let [first, second, place] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1];
  for (let i = 0, at = 0; i < count; i++, at = i * size) {
    let sum = 0;
    for (let j = 0; j < size && sum < second; j++) sum += (row[j]! - values[at + j]!) ** 2;
    if (sum < first) [first, second, place] = [sum, first, i];
    else if (sum < second) second = sum;
  }
  return { first, second, place };
}

/** The directions in which pictures differ most, as the columns of a matrix, and their middle. */
export interface Components {
  readonly mean: Float64Array;
  readonly directions: Matrix;
}

/** The first principal components, by powers of the covariance: for an energy beyond them, good enough after a dozen. */
export function componentsOf(samples: Samples, count = 50): Components {
  const size = sizeOf(samples.shape);
  const mean = new Float64Array(size);
  for (let i = 0; i < samples.values.length; i++) mean[i % size]! += samples.values[i]! / samples.count;
  const rows = centred(samples, mean);
  const turned = rows.transpose();
  // Where it begins matters little: the first pictures themselves.
  let directions = new QrDecomposition(turned.subMatrix(0, size - 1, 0, count - 1)).orthogonalMatrix;
  for (let power = 0; power < 12; power++)
    directions = new QrDecomposition(turned.mmul(rows.mmul(directions))).orthogonalMatrix;
  return { mean, directions };
}

export function energyOutside(samples: Samples, { mean, directions }: Components): number {
  const rows = centred(samples, mean);
  return (rows.norm() ** 2 - rows.mmul(directions).norm() ** 2) / samples.values.length;
}

function centred(samples: Samples, mean: Float64Array): Matrix {
  return new Matrix(Array.from({ length: samples.count }, (_, i) => rowOf(samples, i).map((x, j) => x - mean[j]!)));
}
