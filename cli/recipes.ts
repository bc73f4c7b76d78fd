import { type Manifold, type Samples, type TrainingOptions, withNoise, withTurns } from 'kaleidoflow';
import type { MonoTypeOperatorFunction } from 'rxjs';

/** How a kind of samples is learned, and how its chains are then walked. */
export interface Recipe {
  readonly training: TrainingOptions;
  readonly walk: MonoTypeOperatorFunction<Manifold>;
}

const common = { depth: 3, batchSize: 128, learningRate: 4e-3, schedule: 'cosine' } as const;

/** Turns for tables. */
export const slowly = { every: 32, step: 0.05, share: 1 };

/** Steps for so many rows of a table: with more, a small one is learned by heart. */
const stepsFor = (rows: number) => Math.min(Math.max(4 * rows, 300), 2_500);

/** Noise in a table's numbers, as ranks: without it chains come out closer together than rows are, and closer to what was learned. */
const jitter = 0.2;

/** The recipe that docs/beyond.md, docs/colour.md or docs/tables.md measures for such samples. */
export function recipeFor({ shape, count, table }: Samples): Recipe {
  const batchSize = Math.min(common.batchSize, count);
  if (table || shape.length !== 3)
    return {
      training: { ...common, batchSize, width: 192, steps: stepsFor(count), blend: [0.3, 1], jitter, given: 0.35 },
      walk: withTurns(slowly),
    };
  if (shape[2] === 3)
    return {
      training: { ...common, batchSize, width: 512, steps: 2_500, blend: [0.5, 1] },
      walk: withTurns({ every: 14, step: 0.1, share: 1 }),
    };
  return {
    training: { ...common, batchSize, width: 384, steps: 2_000, blend: [0.6, 1] },
    walk: withTurns({ every: 16 }),
  };
}

/** The paper's own method. */
export const paper: Recipe = {
  training: { depth: 10, width: 500, steps: 10_000, learningRate: 1e-4 },
  walk: withNoise(0.01),
};
