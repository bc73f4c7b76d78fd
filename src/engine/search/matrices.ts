/** A matrix, row after row. */
export type Matrix = readonly Float64Array[];

/** ABᵀ. */
export const products = (a: Matrix, b: Matrix): Float64Array[] => a.map((x) => Float64Array.from(b, (y) => dot(x, y)));

/** An R with RᵀR = S for a symmetric, positive semidefinite S, with as many rows as its rank: Cholesky's, the largest pivot first. */
export function rootOf(s: Matrix): Float64Array[] {
  const rest = s.map((row) => row.slice());
  const root: Float64Array[] = [];
  let rounding = 0;
  while (root.length < s.length) {
    const pivots = rest.map((row, i) => row[i]!);
    const pivot = Math.max(...pivots);
    rounding ||= s.length * Number.EPSILON * pivot;
    if (pivot <= rounding) break;
    const row = rest[pivots.indexOf(pivot)]!.map((value) => value / Math.sqrt(pivot));
    for (const [i, other] of rest.entries()) add(other, row, -row[i]!);
    root.push(row);
  }
  return root;
}

/** The eigenvalues of a symmetric matrix, in rising order: by bisection, once Householder's reflections have made it tridiagonal. */
export function eigenvalues(symmetric: Matrix): Float64Array {
  const { diagonal, squares } = tridiagonal(symmetric);
  const bound = diagonal.reduce(
    (most, value, i) => Math.max(most, Math.abs(value) + Math.sqrt(squares[i]!) + Math.sqrt(squares[i + 1] ?? 0)),
    0,
  );
  return diagonal.map((_, k) => {
    let [low, high] = [-bound, bound];
    for (let halvings = 0; halvings < 54; halvings++) {
      const middle = (low + high) / 2;
      if (countBelow(diagonal, squares, middle) > k) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  });
}

/** A similar matrix that has no more than a diagonal and, beside it, numbers whose squares are given, each before its row. */
function tridiagonal(symmetric: Matrix): { diagonal: Float64Array; squares: Float64Array } {
  const size = symmetric.length;
  const rows = symmetric.map((row) => row.slice());
  const squares = new Float64Array(size);
  const rounding = Number.EPSILON ** 2 * rows.reduce((sum, row) => sum + dot(row, row), 0);
  for (let k = 0; k < size - 1; k++) {
    const normal = rows[k]!.slice();
    normal.fill(0, 0, k + 1);
    const square = dot(normal, normal);
    if (square <= rounding) continue;
    squares[k + 1] = square;
    normal[k + 1]! += Math.sign(normal[k + 1]! || 1) * Math.sqrt(square);
    const length = dot(normal, normal);
    // With H = 1 − 2vvᵀ/vᵀv, HAH is A − vwᵀ − wvᵀ.
    const w = Float64Array.from(rows, (row, i) => (i > k ? (2 * dot(row, normal, k + 1)) / length : 0));
    add(w, normal, -dot(w, normal) / length);
    for (let i = k + 1; i < size; i++) {
      add(rows[i]!, w, -normal[i]!, k + 1);
      add(rows[i]!, normal, -w[i]!, k + 1);
    }
  }
  return { diagonal: Float64Array.from(rows, (row, i) => row[i]!), squares };
}

/** How many eigenvalues of a tridiagonal matrix are below a number: as many as there are negative pivots (Sylvester's law of inertia). */
function countBelow(diagonal: Float64Array, squares: Float64Array, bound: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    pivot = diagonal[i]! - bound - squares[i]! / pivot;
    if (pivot === 0) pivot = Number.EPSILON * Number.EPSILON;
    if (pivot < 0) count++;
  }
  return count;
}

export function dot(x: Float64Array, y: Float64Array, from = 0): number {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

function add(to: Float64Array, x: Float64Array, factor: number, from = 0): void {
  for (let i = from; i < to.length; i++) to[i]! += factor * x[i]!;
}
