import { type Manifold, recipeFor } from 'kaleidoflow';
import { finalize, identity, map } from 'rxjs';
import { fromAvatars } from './avatars.js';
import { type Flags, numberOf, type Plan } from './plan.js';
import { progress } from './progress.js';

const count = 10_000;
export const usualSteps = 2_600;
/** Applications in a turn, after which faces are finished. */
const turn = 40;
/** Those of them that are shown: at first much happens, later little. */
const shown = [1, 2, 4, 6, 9, 13, 20, 30];

/** Faces in colour, of which ten thousand are drawn to be learned: see `fromAvatars`. */
export function faces(flags: Flags): Plan {
  const misplaced = (['digit', 'turns', 'walk', 'paper', 'eps'] as const).find((flag) => flags[flag] !== undefined);
  if (misplaced) throw new RangeError(`--${misplaced} does not go with --faces`);
  const drawing = progress('drawing what is learned', count, 'faces');
  return {
    source: fromAvatars(count, { onProgress: drawing.at }).pipe(finalize(drawing.stop)),
    prepare: identity,
    learn: (samples) => recipeFor(samples).training,
    steps: numberOf(flags, 'steps', usualSteps),
    walk: (samples) => map((manifold: Manifold) => ({ ...manifold, motion: recipeFor(samples).motion })),
    chains: numberOf(flags, 'chains', 36),
    frames: numberOf(flags, 'frames', 2 * turn + 1),
    stays: ({ step }) => (step === 0 ? 3 : step % turn === 0 ? 8 : Number(shown.includes(step % turn))),
    columns: 9,
    fps: 6,
    out: 'faces.gif',
  };
}
