import type { TrainingOptions } from 'kaleidoflow';
import { arePoints, type Settings } from '../settings/settings.js';

/** Steps between two looks at a training. */
const looks = 40;

/** How the samples are learned: points as in the paper, pictures by blending them with noise. */
export function recipeFor(settings: Settings, count: number, checkpoint?: string): TrainingOptions {
  const { depth, width, steps, rate, seed, blend } = settings;
  const common = {
    depth,
    width,
    steps,
    learningRate: rate,
    seed,
    every: Math.ceil(steps / looks),
    checkpoint,
  };
  if (arePoints(settings)) return common;
  return {
    ...common,
    batchSize: Math.min(64, count),
    schedule: 'cosine',
    blend: [blend, 1],
    weighting: settings.subject === 'pictures' && blend > 0 ? 'velocity' : 'none',
    given: settings.subject === 'digits' ? { labels: 0.5, data: 0.5 } : { data: 0.5 },
  };
}
