import { dot, eigenvalues, type Matrix, products, rootOf } from './matrices.js';
import type { Rows } from './search.js';

/** A normal distribution: its mean μ, and a matrix A such that AᵀA is its covariance Σ. */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly rows: Matrix;
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

/** The same one, by a matrix with no more rows than columns. */
export function compact({ mean, rows }: Gaussian): Gaussian {
  if (rows.length <= mean.length) return { mean, rows };
  const columns = Array.from(mean, (_, i) => Float64Array.from(rows, (row) => row[i]!));
  return { mean, rows: rootOf(products(columns, columns)) };
}

/**
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½). With Σ₁ = AᵀA, Σ₂ = BᵀB and C = ABᵀ, the eigenvalues of Σ₁Σ₂ are those of the
 * symmetric CCᵀ, but for zeros.
 */
export function frechetDistance(a: Gaussian, b: Gaussian): number {
  const [few, many] = a.rows.length <= b.rows.length ? [a.rows, b.rows] : [b.rows, a.rows];
  const c = products(few, many);
  const values = eigenvalues(products(c, c));
  // What rounding leaves of an eigenvalue of 0 has a root that is a hundred million times as large.
  const rounding = values.length * Number.EPSILON * values.at(-1)!;
  const trace = values.reduce((sum, value) => sum + (value > rounding ? Math.sqrt(value) : 0), 0);
  const apart = a.mean.reduce((sum, centre, i) => sum + (centre - b.mean[i]!) ** 2, 0);
  return Math.max(0, apart + variance(a) + variance(b) - 2 * trace);
}

const variance = ({ rows }: Gaussian): number => rows.reduce((sum, row) => sum + dot(row, row), 0);
