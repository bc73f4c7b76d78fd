import {
  type Category,
  type Cell,
  fromTable,
  given,
  kaleidoscope,
  type Manifold,
  recipeFor,
  type TableRow,
  type TrainingOptions,
  thin,
  toTable,
  trainManifold,
  withTurns,
} from 'kaleidoflow';
import { lastValueFrom, of, switchMap, take, toArray } from 'rxjs';
import { tableTurns } from '../../../src/streams/recipe.js';
import { mean } from '../report.js';
import type { Data } from './data.js';
import type { Imputer } from './measure.js';

export interface Way {
  readonly training?: TrainingOptions;
  readonly turns?: Partial<typeof tableTurns>;
  readonly table?: Parameters<typeof fromTable>[1];
}

export function learn(training: readonly TableRow[], data: Data, seed: number, way: Way = {}): Promise<Manifold> {
  const columns = Object.fromEntries([
    ...data.numbers.map((column) => [column, 'number' as const]),
    ...data.categories.map((column) => [column, 'category' as const]),
  ]);
  return lastValueFrom(
    fromTable(training, { columns, ...way.table }).pipe(
      switchMap((samples) =>
        of(samples).pipe(trainManifold({ ...recipeFor(samples).training, ...way.training, seed })),
      ),
    ),
  );
}

/** Rows that chains show at the turn `turn`. */
export const drawRows = (
  manifold: Manifold,
  chains: number,
  seed: number,
  turn: number,
  way: Way = {},
): Promise<TableRow[]> => {
  const walked = { ...tableTurns, ...way.turns };
  return lastValueFrom(
    of(manifold).pipe(withTurns(walked), kaleidoscope({ chains, seed }), thin(walked.every), take(turn), toTable()),
  );
};

/** What chains find that are given the rest of the row: the mean of eight turns, or what most of them say. */
export const byChains =
  (manifold: Manifold, data: Data, seed: number, way: Way = {}): Imputer =>
  async (rows, column) => {
    const walked = { ...tableTurns, ...way.turns };
    const rest = rows.map(({ [column]: _, ...row }) => learnedOf(row, manifold));
    const draws = await lastValueFrom(
      of(manifold).pipe(
        given(rest, { outside: 'clamp' }),
        withTurns(walked),
        kaleidoscope({ chains: rows.length, seed }),
        thin(walked.every),
        take(8),
        toTable(),
        toArray(),
      ),
    );
    return rows.map((_, i): Cell => {
      const found = draws.map((draw) => draw[i]![column]!);
      if (data.numbers.includes(column)) return mean(found as number[]);
      const votes = new Map<Cell, number>();
      for (const cell of found) votes.set(cell, (votes.get(cell) ?? 0) + 1);
      return [...votes].toSorted((a, b) => b[1] - a[1])[0]![0];
    });
  };

/** The cells of a row without categories that no training row has: nothing is known of these. */
const learnedOf = (row: TableRow, { table }: Manifold): TableRow =>
  Object.fromEntries(
    Object.entries(row).filter(([name, cell]) => {
      const column = table!.columns.find((column) => column.name === name);
      return column?.kind !== 'category' || column.categories.includes(cell as Category);
    }),
  );
