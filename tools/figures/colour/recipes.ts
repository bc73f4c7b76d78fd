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

const learn = {
  depth: 3,
  width: 512,
  steps: 2_500,
  batchSize: 128,
  learningRate: 4e-3,
  schedule: 'cosine',
  blend: [0.5, 1],
} as const;

/** Each turn begins anew, since what is left of one picture in the next makes chains drift to few. */
const turn = { every: 14, step: 0.1, share: 1 } as const;
export const best = 'every 14, step .1, share 1';
const longer = { 'every 32, step .05, share 1': turns({ every: 32, step: 0.05, share: 1 }) };

const three = [1, 2, 3];

export const ours: Recipe = {
  name: 'blend .5 to 1',
  pictures: emoji,
  learn,
  walks: {
    [best]: turns(turn),
    'every 14, step .1, share .9': turns({ ...turn, share: 0.9 }),
    'every 14, step .07, share 1': turns({ ...turn, step: 0.07 }),
    'every 20, step .1, share 1': turns({ ...turn, every: 20 }),
    'every 18, step .08, share 1': turns({ every: 18, step: 0.08, share: 1 }),
    ...longer,
  },
  seeds: three,
};

/** What was the recipe before. */
export const lower: Recipe = {
  name: 'blend .3 to 1',
  pictures: emoji,
  learn: { ...learn, blend: [0.3, 1] },
  walks: { ...longer, [best]: turns(turn) },
  seeds: three,
};

export const ofFlags: Recipe = {
  name: 'blend .5 to 1, of flags',
  pictures: flags,
  learn,
  walks: { [best]: turns(turn) },
  seeds: three,
};

/** The paper's way, with its network for MNIST. */
export const paper: Recipe = {
  name: "the paper's way, L = 10, H = 500",
  pictures: emoji,
  learn: { depth: 10, width: 500, steps: 1_500, batchSize: 256, learningRate: 5e-4 },
  walks: { 'ε = .01': { by: withNoise(0.01), runs: [32, 96, 300] } },
  seeds: [1],
};

/** The same, with the network of its code for colour. */
export const paperWide: Recipe = {
  ...paper,
  name: "the paper's way, L = 10, H = 2000",
  learn: { depth: 10, width: 2_000, steps: 478, batchSize: 256, learningRate: 5e-4 },
};
