import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Rows } from './search.js';

/** A normal distribution: its mean μ, and a matrix A such that AᵀA is its covariance Σ. */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly rows: readonly Float64Array[];
}

/** The one with the mean and the covariance (over n − 1) of some rows: A is the rows themselves, less their mean. */
export function gaussianOf({ values, size }: Rows): Gaussian {
  const count = values.length / size;
  const mean = new Float64Array(size);
  for (let i = 0; i < values.length; i++) mean[i % size]! += values[i]! / count;
  const scale = 1 / Math.sqrt(count - 1);
  const rows = Array.from({ length: count }, (_, row) =>
    Float64Array.from(mean, (centre, i) => (values[row * size + i]! - centre) * scale),
  );
  return { mean, rows };
}

/** The same one, by a matrix with no more rows than columns: Λ^½Vᵀ, of Σ = VΛVᵀ. */
export function compact({ mean, rows }: Gaussian): Gaussian {
  if (rows.length <= mean.length) return { mean, rows };
  const columns = Array.from(mean, (_, i) => Float64Array.from(rows, (row) => row[i]!));
  const { eigenvectorMatrix, realEigenvalues } = decompose(products(columns, columns));
  const roots = realEigenvalues.map(root);
  return { mean, rows: roots.map((scale, i) => Float64Array.from(eigenvectorMatrix.getColumn(i), (v) => v * scale)) };
}

/**
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½). With Σ₁ = AᵀA, Σ₂ = BᵀB and C = ABᵀ, the eigenvalues of Σ₁Σ₂ are those of the
 * symmetric CCᵀ, but for zeros.
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const [few, many] = a.rows.length <= b.rows.length ? [a.rows, b.rows] : [b.rows, a.rows];
  const c = products(few, many);
  const trace = decompose(products(c, c)).realEigenvalues.reduce((sum, value) => sum + root(value), 0);
  const apart = a.mean.reduce((sum, centre, i) => sum + (centre - b.mean[i]!) ** 2, 0);
  return Math.max(0, apart + variance(a) + variance(b) - 2 * trace);
}

const decompose = (symmetric: Float64Array[]) =>
  new EigenvalueDecomposition(new Matrix(symmetric), { assumeSymmetric: true });

/** Rounding can take an eigenvalue of 0 below it. */
const root = (value: number): number => Math.sqrt(Math.max(0, value));

const variance = ({ rows }: Gaussian): number => rows.reduce((sum, row) => sum + dot(row, row), 0);

/** ABᵀ. */
const products = (a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] =>
  a.map((x) => Float64Array.from(b, (y) => dot(x, y)));

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
