import type { Cell, TableRow } from 'kaleidoflow';
import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix';
import { mean } from '../report.js';
import type { Data } from './data.js';
import { type Imputer, type Near, numbersOf, sharesOf } from './measure.js';

/** The column's mean, or its most frequent category. */
export const byMean =
  (training: readonly TableRow[], data: Data): Imputer =>
  (rows, column) => {
    const guess: Cell = data.numbers.includes(column)
      ? mean(numbersOf(training, column))
      : [...sharesOf(training, column)].toSorted((a, b) => b[1] - a[1])[0]![0];
    return rows.map(() => guess);
  };

/** What the nearest training row has. */
export const byNearest =
  (near: Near): Imputer =>
  (rows, column) =>
    rows.map((row) => near.nearest(row, column).row[column]!);

/** Linear regression on all other columns, categories as a number each; for a category, the highest of one for each. */
export const byRegression =
  (training: readonly TableRow[], data: Data): Imputer =>
  (rows, column) => {
    const known = training.filter((row) => row[column] !== null);
    const inputs = inputsOf(data, training, column);
    const x = new Matrix(known.map(inputs));
    const isNumber = data.numbers.includes(column);
    const kinds = isNumber ? [] : [...sharesOf(known, column).keys()];
    const y = new Matrix(
      known.map((row) => (isNumber ? [row[column] as number] : kinds.map((kind) => (row[column] === kind ? 1 : 0)))),
    );
    const ridge = Matrix.eye(x.columns).mul(1e-6 * known.length);
    const weights = solve(x.transpose().mmul(x).add(ridge), x.transpose().mmul(y));
    return new Matrix(rows.map(inputs))
      .mmul(weights)
      .to2DArray()
      .map((found) => (isNumber ? found[0]! : kinds[found.indexOf(Math.max(...found))]!));
  };

/** A row as numbers: 1, numbers in standard deviations with the mean where there is none, and a 1 for its categories. */
function inputsOf(data: Data, training: readonly TableRow[], but: string): (row: TableRow) => number[] {
  const numbers = data.numbers
    .filter((column) => column !== but)
    .map((column) => {
      const values = numbersOf(training, column);
      const middle = mean(values);
      const sd = Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
      return (row: TableRow) => [typeof row[column] === 'number' ? (row[column] - middle) / sd : 0];
    });
  const categories = data.categories
    .filter((column) => column !== but)
    .map((column) => {
      const kinds = [...sharesOf(training, column).keys()];
      return (row: TableRow) => kinds.map((kind) => (row[column] === kind ? 1 : 0));
    });
  return (row) => [1, ...[...numbers, ...categories].flatMap((each) => each(row))];
}

/** Rows of a Gaussian copula: each column by its own quantiles, and all joined by normal numbers with the same rank correlations. */
export function copula(data: Data, training: readonly TableRow[], count: number, random: () => number): TableRow[] {
  const columns = [...data.numbers, ...data.categories];
  const orders = new Map(data.categories.map((column) => [column, [...sharesOf(training, column).keys()]]));
  const code = (row: TableRow, column: string) => {
    const cell = row[column] ?? null;
    return cell === null
      ? null
      : typeof cell === 'number' && data.numbers.includes(column)
        ? cell
        : orders.get(column)!.indexOf(cell);
  };
  const complete = training.filter((row) => columns.every((column) => code(row, column) !== null));
  const sorted = columns.map((column) => complete.map((row) => code(row, column)!).toSorted((a, b) => a - b));
  const scores = columns.map((column, c) =>
    complete.map((row) => quantile(midRank(sorted[c]!, code(row, column)!) / complete.length)),
  );
  const correlations = columns.map((_, a) =>
    columns.map(
      (_, b) =>
        product(scores[a]!, scores[b]!) / Math.sqrt(product(scores[a]!, scores[a]!) * product(scores[b]!, scores[b]!)),
    ),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(correlations), {
    assumeSymmetric: true,
  });
  const root = eigenvectorMatrix.mmul(Matrix.diag(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)))));
  return Array.from({ length: count }, () => {
    const z = root.mmul(Matrix.columnVector(columns.map(() => quantile(random())))).to1DArray();
    return Object.fromEntries(
      columns.map((column, c): [string, Cell] => {
        const value = sorted[c]![Math.min(complete.length - 1, Math.floor(cumulative(z[c]!) * complete.length))]!;
        return [column, orders.get(column)?.[value] ?? value];
      }),
    );
  });
}

const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

function midRank(sorted: readonly number[], value: number): number {
  const first = sorted.indexOf(value);
  return (first + sorted.lastIndexOf(value) + 1) / 2;
}

/** The standard normal distribution, to 1e-7 (Abramowitz and Stegun 26.2.17), and its inverse by halving. */
function cumulative(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}

function quantile(p: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (cumulative(middle) < p) low = middle;
    else high = middle;
  }
  return low;
}
