import { withNoise, withTurns, withWalk } from 'kaleidoflow';
import { identity } from 'rxjs';
import type { Recipe } from './measure.js';

/** The last run of the second and third turn, of the nineteenth, and, for drift, of the 188th. */
export const runs = [16, 48, 304, 3008] as const;
const early = [48, 304] as const;

export const turned = { by: withTurns(), runs: early };

/** The new recipe: a shallow network, blended noise, a cosine. */
export const learn = {
  depth: 3,
  width: 256,
  steps: 1_800,
  batchSize: 128,
  learningRate: 4e-3,
  schedule: 'cosine',
  blend: [0.6, 1],
} as const;
export const wider = { ...learn, width: 384, steps: 2_000 } as const;

export const paper: Recipe = {
  name: 'the paper',
  learn: { depth: 10, width: 500, steps: 10_000, batchSize: 1_000, learningRate: 1e-4 },
  figure: '7',
  walks: { 'ε = 0.01': { by: withNoise(0.01), runs, isShown: true } },
};
export const quick: Recipe = {
  name: "the paper's way, quick",
  learn: { depth: 10, width: 256, steps: 3_000, batchSize: 256, learningRate: 5e-4 },
  walks: { 'ε = 0.03': { by: withNoise(0.03), runs, isShown: true }, turns: turned },
};
const motions = { turns: { by: withTurns(), runs }, walk: { by: withWalk(), runs } };
export const blended: Recipe = {
  name: 'blend, H = 256',
  learn,
  walks: { ...motions, 'Eq. 2': { by: identity, runs: early } },
};
export const blendedWider: Recipe = {
  name: 'blend, H = 384',
  learn: wider,
  walks: { turns: { ...motions.turns, isShown: true }, walk: { ...motions.walk, isShown: true } },
};

export const recipes = [paper, quick, blended, blendedWider];

const changed = (name: string, change: Partial<Recipe['learn']>): Recipe => ({
  name,
  learn: { ...learn, ...change },
  walks: { turns: turned },
});

/** One thing changed at a time, in L = 3, H = 256. */
export const ablations: Readonly<Record<string, readonly Recipe[]>> = {
  'low end of the blend': [0, 0.3, 0.5, 0.7, 0.8].map((low) => changed(`blend from ${low}`, { blend: [low, 1] })),
  depth: [2, 4, 10].map((depth) => changed(`L = ${depth}`, { depth })),
  width: [128, 512].map((width) => changed(`H = ${width}`, { width })),
  'learning rate': [1e-3, 2e-3, 8e-3].map((learningRate) => changed(`rate ${learningRate}`, { learningRate })),
  schedule: [4e-3, 1e-3].map((learningRate) =>
    changed(`constant rate ${learningRate}`, { schedule: 'constant', learningRate }),
  ),
};

/** Other ways to turn the same network. */
export const turnings: Recipe = {
  name: 'other turns',
  learn,
  walks: Object.fromEntries(
    [
      { every: 8 },
      { every: 13, share: 0.95 },
      { every: 32 },
      { share: 0.8 },
      { share: 1 },
      { step: 0.02 },
      { step: 0.1 },
      { step: 0.2 },
    ].map((turn) => {
      const every = turn.every ?? 16;
      const name = Object.entries(turn).map(([option, value]) => `${option} ${value}`);
      return [
        name.join(', '),
        { by: withTurns(turn), runs: [every * Math.round(48 / every), every * Math.round(304 / every)] },
      ];
    }),
  ),
};

/** What it costs to be given something: the free samples of networks that have learned to be. */
export const givens: readonly Recipe[] = [
  { ...changed('labels, half of the samples', { given: 0.5 }), isLabelled: true },
  { ...changed('labels, a quarter', { given: 0.25 }), isLabelled: true },
  changed('halves, half of the samples', { given: 0.5 }),
  { ...changed('both, half of the samples', { given: { labels: 0.5, data: 0.5 } }), isLabelled: true },
  { ...changed('both, a quarter', { given: { labels: 0.25, data: 0.25 } }), isLabelled: true },
];

/** Training for less and for more, of both kinds. */
export const times: readonly Recipe[] = [
  ...[450, 900, 3_600, 7_200].map((steps) => changed(`blend, H = 256, ${steps} steps`, { steps })),
  ...[750, 1_500].map(
    (steps): Recipe => ({
      name: `the paper's way, quick, ${steps} steps`,
      learn: { ...quick.learn, steps },
      walks: { 'ε = 0.03': { by: withNoise(0.03), runs: early } },
    }),
  ),
];
