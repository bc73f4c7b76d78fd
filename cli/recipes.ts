import { type Manifold, type Samples, type TrainingOptions, withNoise, withTurns } from 'kaleidoflow';
import type { MonoTypeOperatorFunction } from 'rxjs';

/** How a kind of samples is learned, and how its chains are then walked. */
export interface Recipe {
  readonly training: TrainingOptions;
  readonly walk: MonoTypeOperatorFunction<Manifold>;
}

const common = { depth: 3, batchSize: 128, learningRate: 4e-3, schedule: 'cosine' } as const;

/** The recipe of docs/beyond.md for these samples: pictures in grey or in colour, or rows. */
export function recipeFor({ shape, count }: Samples): Recipe {
  const batchSize = Math.min(common.batchSize, count);
  const channels = shape[2];
  if (channels === 3)
    return {
      training: { ...common, batchSize, width: 512, steps: 2_500, blend: [0.4, 1] },
      walk: withTurns({ every: 24 }),
    };
  if (channels === 1)
    return {
      training: { ...common, batchSize, width: 384, steps: 2_000, blend: [0.6, 1] },
      walk: withTurns({ every: 16 }),
    };
  return {
    training: { ...common, batchSize, width: 192, steps: 2_500, blend: [0.3, 1] },
    walk: withTurns({ every: 16, step: 0.1 }),
  };
}

/** The paper's own method. */
export const paper: Recipe = {
  training: { depth: 10, width: 500, steps: 10_000, learningRate: 1e-4 },
  walk: withNoise(0.01),
};
