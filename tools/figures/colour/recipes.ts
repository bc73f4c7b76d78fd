import { type Recipe, recipeFor, type Samples } from 'kaleidoflow';
import { emoji, flags, type Parts } from './pictures.js';

/** A way to learn pictures, and to draw with what has been learned. */
export interface Trial {
  readonly name: string;
  readonly pictures: () => Promise<Parts>;
  readonly recipe: (learned: Samples) => Recipe;
  readonly seeds: readonly number[];
}

const plain = { depth: 3, width: 512, batchSize: 128, learningRate: 4e-3, schedule: 'cosine' } as const;

/** What was the recipe for colour before. */
export const before: Recipe = {
  training: { ...plain, steps: 2_500, blend: [0.5, 1] },
  motion: { kind: 'turns', every: 14, step: 0.1, share: 1 },
};

/** That with what flow matching's loss brings, of the plain MLP. */
export const velocity: Recipe = {
  training: { ...plain, steps: 3_000, blend: [0.2, 1], weighting: 'velocity' },
  motion: { kind: 'turns', every: 64, step: 0.05, share: 1 },
};

export const trials: readonly Trial[] = [
  { name: 'emoji, the recipe before', pictures: emoji, recipe: () => before, seeds: [1] },
  { name: 'emoji, the recipe', pictures: emoji, recipe: recipeFor, seeds: [1, 2] },
  { name: 'flags, the recipe', pictures: flags, recipe: recipeFor, seeds: [1] },
];
