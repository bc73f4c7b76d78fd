import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { expect, it } from 'vitest';
import { eigenvalues, products, rootOf } from '../dist/src/engine/search/matrices.js';

/** Products of all rows of A, of no more rank than it has columns; of tiny numbers ml-matrix itself is wrong, or throws. */
const semidefinite = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 30 }))
  .chain(([size, rank]) => {
    const row = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: rank, maxLength: rank });
    return fc.array(row, { minLength: size, maxLength: size });
  })
  .map((rows) => rows.map((row) => Float64Array.from(row, (value) => value / 7)))
  .map((rows) => products(rows, rows));

const largest = (matrix: readonly Float64Array[]) => Math.max(...matrix.map((row) => Math.max(...row.map(Math.abs))));

it('the eigenvalues are those of ml-matrix', () => {
  fc.assert(
    fc.property(semidefinite, (matrix) => {
      const { realEigenvalues } = new EigenvalueDecomposition(new Matrix(matrix), { assumeSymmetric: true });
      const expected = realEigenvalues.sort((a, b) => a - b);
      const most = largest([Float64Array.from(expected)]);
      Array.from(eigenvalues(matrix), (value, i) =>
        expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-13 * most),
      );
    }),
  );
});

it('the product of a root and itself is the matrix', () => {
  fc.assert(
    fc.property(semidefinite, (matrix) => {
      const root = rootOf(matrix);
      const columns = matrix.map((_, i) => Float64Array.from(root, (row) => row[i]!));
      const back = products(columns, columns);
      const off = back.map((row, i) => row.map((value, j) => value - matrix[i]![j]!));
      expect(largest(off)).toBeLessThanOrEqual(1e-13 * largest(matrix));
    }),
  );
});
