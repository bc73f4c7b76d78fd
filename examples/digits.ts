import { fromMnist, given, recipeFor, withLabels, withNoise, withTurns, withWalk } from 'kaleidoflow';
import { identity, pipe } from 'rxjs';
import { type Flags, numberOf, type Plan } from './plan.js';

export const paper = { depth: 10, width: 500, steps: 10_000, batchSize: 1_000, learningRate: 1e-4 } as const;
export const usualSteps = 2_000;
export const turn = 16;
const allDigits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * MNIST, learned with its labels, and drawn as the digits that are asked for. `--paper` is the paper's own method: noise falls onto
 * what was learned by Eq. 1, and wanders by Eq. 3.
 */
export function digits(flags: Flags): Plan {
  const misplaced = flags.paper
    ? (['digit', 'turns', 'walk'] as const).find((flag) => flags[flag] !== undefined)
    : flags.eps !== undefined && 'eps';
  if (misplaced) throw new RangeError(`--${misplaced} ${flags.paper ? 'does not go with' : 'needs'} --paper`);
  if (flags.turns && flags.walk) throw new RangeError('--turns and --walk do not go together');
  const common = {
    source: fromMnist({ count: 10_000 }),
    // The start noise stays for a while, so that one sees what the digits come from.
    stays: ({ step }: { step: number }) => (step === 0 ? 10 : 1),
    fps: 15,
    out: 'kaleidoscope.gif',
  };
  if (flags.paper) {
    const eps = numberOf(flags, 'eps', 0.01);
    return {
      ...common,
      prepare: identity,
      learn: () => paper,
      steps: numberOf(flags, 'steps', paper.steps),
      walk: () => withNoise(eps),
      chains: numberOf(flags, 'chains', 48),
      frames: numberOf(flags, 'frames', 120),
      columns: 8,
    };
  }
  const label = flags.digit === undefined ? allDigits : [numberOf(flags, 'digit', 0)];
  if (!label.every((digit) => allDigits.includes(digit)))
    throw new RangeError(`--digit must be a digit, 0 to 9, not '${flags.digit}'`);
  return {
    ...common,
    prepare: withLabels(),
    learn: (samples) => ({ ...recipeFor(samples).training, given: 0.5 }),
    steps: numberOf(flags, 'steps', usualSteps),
    walk: () => pipe(given({ label }), flags.walk ? withWalk() : withTurns({ every: turn })),
    chains: numberOf(flags, 'chains', 80),
    frames: numberOf(flags, 'frames', 161),
    columns: 10,
  };
}
