import type { MlpManifold, Samples } from 'kaleidoflow';

/** f of a state in double precision: an MLP that ends in a Sigmoid or a Tanh. */
export function f({ depth, weights, range }: MlpManifold, z: readonly number[]): number[] {
  let x = [...z];
  for (let layer = 0; layer <= depth; layer++) {
    const [matrix, biases] = [weights[2 * layer]!, weights[2 * layer + 1]!];
    const sums = Array.from(biases, (bias, unit) =>
      x.reduce((sum, value, i) => sum + value * matrix[i * biases.length + unit]!, bias),
    );
    const end = range[0] === 0 ? (sum: number) => 1 / (1 + Math.exp(-sum)) : Math.tanh;
    x = sums.map(layer < depth ? (sum) => Math.max(0, sum) : end);
  }
  return x;
}

/** The numbers of each sample. */
export const rowsOf = ({ values, count }: Samples): number[][] =>
  Array.from({ length: count }, (_, i) => [
    ...values.subarray((i * values.length) / count, ((i + 1) * values.length) / count),
  ]);

/** The mean of (f(z) − x)² over pairs of z and x. */
export function meanSquare(
  manifold: MlpManifold,
  pairs: readonly (readonly [z: readonly number[], x: readonly number[]])[],
): number {
  const squares = pairs.flatMap(([z, x]) => f(manifold, z).map((y, i) => (y - x[i]!) ** 2));
  return squares.reduce((sum, square) => sum + square / squares.length, 0);
}
