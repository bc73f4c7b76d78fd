import { type TrainingOptions, type TurnOptions, withNoise, withTurns } from 'kaleidoflow';
import type { Walk } from '../walk.js';
import type { Parts } from './pictures.js';
import { emoji, flags } from './pictures.js';

/** A way to learn pictures, and ways to draw with what has been learned. */
export interface Recipe {
  readonly name: string;
  readonly pictures: () => Promise<Parts>;
  readonly learn: TrainingOptions;
  readonly walks: Readonly<Record<string, Walk>>;
  readonly seeds: readonly number[];
}

const turns = (options: TurnOptions): Walk => {
  const { every = 16 } = options;
  return { by: withTurns(options), runs: [every, 3 * every, 10 * every] };
};

export const learn = {
  depth: 3,
  width: 512,
  steps: 2_500,
  batchSize: 128,
  learningRate: 4e-3,
  schedule: 'cosine',
  blend: [0.3, 1],
} as const;

/** Each turn begins anew, since what is left of one picture in the next makes chains drift to few. */
export const turn = { every: 32, step: 0.05, share: 1 } as const;
export const best = 'every 32, step .05, share 1';

const three = [1, 2, 3];

export const ours: Recipe = {
  name: 'blend .3 to 1',
  pictures: emoji,
  learn,
  walks: {
    [best]: turns(turn),
    'every 32, step .05, share .9': turns({ every: 32, step: 0.05, share: 0.9 }),
    'every 24, step .05, share 1': turns({ every: 24, step: 0.05, share: 1 }),
    'every 16, step .05, share 1': turns({ every: 16, step: 0.05, share: 1 }),
    'every 32, step .1, share 1': turns({ every: 32, step: 0.1, share: 1 }),
  },
  seeds: three,
};

export const ofFlags: Recipe = {
  name: 'blend .3 to 1, of flags',
  pictures: flags,
  learn,
  walks: { [best]: turns(turn) },
  seeds: three,
};

/** The paper's way, with its network for MNIST; that of its code for colour has H = 2000. */
export const paper: Recipe = {
  name: "the paper's way, L = 10, H = 500",
  pictures: emoji,
  learn: { depth: 10, width: 500, steps: 1_500, batchSize: 256, learningRate: 5e-4 },
  walks: { 'ε = .01': { by: withNoise(0.01), runs: [32, 96, 300] } },
  seeds: [1],
};
