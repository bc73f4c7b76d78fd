import { type Manifold, type TrainingOptions, type TurnOptions, withNoise, withTurns } from 'kaleidoflow';
import type { MonoTypeOperatorFunction } from 'rxjs';
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

export interface Walk {
  readonly by: MonoTypeOperatorFunction<Manifold>;
  /** After so many applications its draws are looked at. */
  readonly runs: readonly number[];
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

/** The network of the paper's code for colour, as long as there was time for. */
export const paper: Recipe = {
  name: 'the paper, L = 10, H = 2000, ε = .01',
  pictures: emoji,
  learn: { depth: 10, width: 2_000, steps: 478, batchSize: 256, learningRate: 1e-4 },
  walks: { 'ε = .01': { by: withNoise(0.01), runs: [32, 96, 300] } },
  seeds: [1],
};

const changed = (name: string, change: Partial<TrainingOptions>): Recipe => ({
  name,
  pictures: emoji,
  learn: { ...learn, ...change },
  walks: { [best]: turns(turn) },
  seeds: three,
});

export const others: readonly Recipe[] = [
  changed('blend .4 to 1', { blend: [0.4, 1] }),
  changed('blend .6 to 1', { blend: [0.6, 1] }),
];
