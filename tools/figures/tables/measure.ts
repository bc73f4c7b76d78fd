import type { Cell, TableRow } from 'kaleidoflow';
import { mean } from '../report.js';
import type { Data } from './data.js';

/** How rows compare with the training rows. */
export interface Fit {
  /** Kolmogorov and Smirnov's distance, the mean over the columns of numbers. */
  readonly ks: number;
  /** The mean over pairs of numbers of how far their correlation is off. */
  readonly correlation: number;
  /** How far the numbers' means are off among the rows of a category, over their standard deviations: the mean over rows. */
  readonly within: number;
  /** The total variation of the categories' shares, of the worst column. */
  readonly variation: number;
  /** The share of rows that are nearer to a training row than 95 of a hundred training rows are to another. */
  readonly close: number;
  /** The share of rows that are a tenth as far from a training row as training rows are from each other, or less. */
  readonly same: number;
  /** The share that is as near to one of so few training rows as are held out. */
  readonly closeToFew: number;
  /** The share that is as near to a held-out row. */
  readonly closeToHeldOut: number;
  /** The share of rows that are nearer to a training row than to a held-out one, of as many of both. */
  readonly nearerToTraining: number;
}

/** What finds the nearest of all training rows, of as many as are held out, disjoint, and of those held out. */
export interface Nears {
  readonly near: Near;
  readonly few: readonly Near[];
  readonly heldOut: Near;
}

export const numbersOf = (rows: readonly TableRow[], column: string): number[] =>
  rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []));

export function fitOf(
  data: Data,
  rows: readonly TableRow[],
  training: readonly TableRow[],
  { near, few, heldOut }: Nears,
): Fit {
  const { numbers, categories } = data;
  const distances = rows.map((row) => near.nearest(row).distance);
  const others = rows.map((row) => heldOut.nearest(row, undefined, row).distance);
  const fews = few.map((near) => rows.map((row) => near.nearest(row).distance));
  const upTo = (most: number, distances: readonly number[]) =>
    mean(distances.map((distance) => (distance <= most ? 1 : 0)));
  const pairs = numbers.flatMap((a, i) => numbers.slice(i + 1).map((b) => [a, b] as const));
  return {
    ks: mean(numbers.map((column) => ks(numbersOf(rows, column), numbersOf(training, column)))),
    correlation: mean(pairs.map(([a, b]) => Math.abs(correlation(rows, a, b) - correlation(training, a, b)))),
    within: within(data, rows, training),
    variation: Math.max(...categories.map((column) => variation(rows, training, column))),
    close: upTo(near.close, distances),
    same: upTo(near.usual / 10, distances),
    closeToFew: mean(fews.map((distances) => upTo(near.close, distances))),
    closeToHeldOut: upTo(near.close, others),
    nearerToTraining: mean(
      fews.map((distances) => mean(distances.map((distance, i) => (1 + Math.sign(others[i]! - distance)) / 2))),
    ),
  };
}

function ks(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a.toSorted((p, q) => p - q), b.toSorted((p, q) => p - q)];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i]!, y[j]!);
    while (x[i] === at) i++;
    while (y[j] === at) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}

function correlation(rows: readonly TableRow[], a: string, b: string): number {
  const both = rows.filter((row) => typeof row[a] === 'number' && typeof row[b] === 'number');
  const [x, y] = [numbersOf(both, a), numbersOf(both, b)];
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    xy += (value - mx) * (y[i]! - my);
    xx += (value - mx) ** 2;
    yy += (y[i]! - my) ** 2;
  });
  return xx * yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

export function sharesOf(rows: readonly TableRow[], column: string): Map<Cell, number> {
  const cells = rows.flatMap((row) => (row[column] === null || row[column] === undefined ? [] : [row[column]]));
  const shares = new Map<Cell, number>();
  for (const cell of cells) shares.set(cell, (shares.get(cell) ?? 0) + 1 / cells.length);
  return shares;
}

function variation(rows: readonly TableRow[], training: readonly TableRow[], column: string): number {
  const [a, b] = [sharesOf(rows, column), sharesOf(training, column)];
  return [...new Set([...a.keys(), ...b.keys()])].reduce<number>(
    (sum, cell) => sum + Math.abs((a.get(cell) ?? 0) - (b.get(cell) ?? 0)) / 2,
    0,
  );
}

function within({ numbers, categories }: Data, rows: readonly TableRow[], training: readonly TableRow[]): number {
  let [sum, weights] = [0, 0];
  for (const category of categories)
    for (const [cell, share] of sharesOf(training, category)) {
      const ofIt = (all: readonly TableRow[]) => all.filter((row) => row[category] === cell);
      for (const number of numbers) {
        const [drawn, learned] = [numbersOf(ofIt(rows), number), numbersOf(ofIt(training), number)];
        if (drawn.length === 0 || learned.length === 0) continue;
        sum += (share * Math.abs(mean(drawn) - mean(learned))) / deviation(numbersOf(training, number));
        weights += share;
      }
    }
  return sum / weights;
}

/** What finds the nearest of rows: distances of numbers over the training rows' standard deviations, and 1 for another category. */
export class Near {
  readonly #data: Data;
  readonly #complete: readonly TableRow[];
  readonly #sd: ReadonlyMap<string, number>;
  /** Nearer than this are 5 of a hundred rows to the nearest other one. */
  readonly close: number;
  /** How far rows usually are from the nearest other one: the median. */
  readonly usual: number;

  constructor(data: Data, rows: readonly TableRow[], training = rows) {
    this.#data = data;
    this.#complete = rows.filter((row) => Object.values(row).every((cell) => cell !== null));
    this.#sd = new Map(data.numbers.map((column) => [column, deviation(numbersOf(training, column))]));
    const apart = this.#complete.map((row) => this.nearest(row, undefined, row).distance).sort((a, b) => a - b);
    this.close = apart[Math.floor(apart.length / 20)]!;
    this.usual = apart[Math.floor(apart.length / 2)]!;
  }

  /** The nearest row without an empty cell, by all columns but one where that is to be found. */
  nearest(row: TableRow, needed?: string, except?: TableRow): { row: TableRow; distance: number } {
    let best = { row, distance: Number.POSITIVE_INFINITY };
    for (const other of this.#complete) {
      if (other === except) continue;
      let [sum, n] = [0, 0];
      for (const column of this.#data.numbers) {
        if (column === needed || typeof row[column] !== 'number') continue;
        sum += ((row[column] - (other[column] as number)) / this.#sd.get(column)!) ** 2;
        n++;
      }
      for (const column of this.#data.categories) {
        if (column === needed || row[column] === null) continue;
        sum += row[column] === other[column] ? 0 : 1;
        n++;
      }
      const distance = n === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(sum / n);
      if (distance < best.distance) best = { row: other, distance };
    }
    return best;
  }
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** How well cells of held-out rows are found from the rest of their row. */
export interface Imputed {
  /** Root mean square errors over the standard deviation, the mean over the columns of numbers. */
  readonly error: number;
  /** The share of categories that are right, the mean over their columns. */
  readonly right: number;
}

/** What fills in one column of rows that lack it. */
export type Imputer = (rows: readonly TableRow[], column: string) => Promise<readonly Cell[]> | readonly Cell[];

export async function imputedBy(
  data: Data,
  heldOut: readonly TableRow[],
  training: readonly TableRow[],
  impute: Imputer,
): Promise<Imputed> {
  const errors = [];
  for (const column of data.numbers) {
    const rows = heldOut.filter((row) => row[column] !== null);
    const found = await impute(rows, column);
    const squares = rows.map((row, i) => ((row[column] as number) - (found[i] as number)) ** 2);
    errors.push(Math.sqrt(mean(squares)) / deviation(numbersOf(training, column)));
  }
  const rights = [];
  for (const column of data.categories) {
    const rows = heldOut.filter((row) => row[column] !== null);
    const found = await impute(rows, column);
    rights.push(mean(rows.map((row, i) => (row[column] === found[i] ? 1 : 0))));
  }
  return { error: mean(errors), right: mean(rights) };
}
