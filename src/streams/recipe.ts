import type { Motion } from '../core/manifold.js';
import { arePoints, checkSamples, isImage, type Samples } from '../core/samples.js';
import type { TrainingOptions } from './training-options.js';

/** How samples are learned, and how chains of what was learned are then walked. Plain data. */
export interface Recipe {
  /** Options of `training` and `trainManifold`. */
  readonly training: TrainingOptions;
  /** What `withTurns` or `withWalk` would say to the manifold. */
  readonly motion: Motion;
}

const common = { depth: 3, batchSize: 128, learningRate: 4e-3, schedule: 'cosine' } as const;

/** The share of noise in points: so little that f knows how much there is, and a walk at this level samples them. */
const level = 0.05;

/** Noise in a table's numbers, as ranks: without it chains come out closer together than rows are, and closer to what was learned. */
const jitter = 0.2;

/** Steps for so many rows of a table: with more, a small one is memorised. */
const stepsFor = (rows: number) => Math.min(Math.max(4 * rows, 300), 2_500);

/** Turns for tables. */
export const tableTurns = { every: 32, step: 0.05, share: 1 };

/** The settings that are measured for such samples. */
export function recipe(samples: Samples): Recipe {
  checkSamples('recipeFor', samples);
  const { shape, count } = samples;
  const basis = { ...common, batchSize: Math.min(common.batchSize, count) };
  if (arePoints(samples))
    return {
      training: { ...basis, width: 256, steps: 2_000, blend: [level, level] },
      motion: { kind: 'walk', step: 0.3, level },
    };
  if (samples.table || !isImage(shape))
    return {
      training: { ...basis, width: 192, steps: stepsFor(count), blend: [0.3, 1], jitter, given: 0.35 },
      motion: { kind: 'turns', ...tableTurns },
    };
  if (shape[2] === 3)
    return {
      training: {
        ...basis,
        depth: 5,
        width: 512,
        skips: true,
        learningRate: 3e-3,
        steps: 2_600,
        blend: [0.2, 1],
        weighting: 'velocity',
      },
      motion: { kind: 'turns', every: 40, step: 0.05, share: 1 },
    };
  return {
    training: { ...basis, width: 384, steps: 2_000, blend: [0.6, 1] },
    motion: { kind: 'turns', every: 16, step: 0.05, share: 0.9 },
  };
}
