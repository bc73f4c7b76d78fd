import { join } from 'node:path';
import { fromMnist, lowestLoss, type Manifold, type TrainingOptions, training } from 'kaleidoflow';
import { lastValueFrom, tap } from 'rxjs';
import { progress } from '../../examples/progress.js';
import { Kept, keptIn } from './kept.js';

export interface Learned {
  readonly manifold: Manifold;
  /** The batch loss at step 0, 100, 200, … */
  readonly losses: readonly number[];
}

const every = 100;

/** Learns the first 10 000 digits, with the name of the run; one that was killed goes on. */
export async function learnDigits(name: string, options: TrainingOptions & { steps: number }): Promise<Learned> {
  const kept = new Kept<number>(join(name, 'losses'));
  const bar = progress(name, options.steps);
  const manifold = await lastValueFrom(
    fromMnist({ count: 10_000 }).pipe(
      training({ ...options, every, checkpoint: keptIn(name) }),
      tap({
        next: ({ step, loss }) => {
          kept.set(String(step), loss);
          bar.at(step, `loss ${loss.toFixed(4)}`);
        },
        finalize: bar.stop,
      }),
      lowestLoss(),
    ),
  );
  return {
    manifold,
    losses: Array.from({ length: options.steps / every + 1 }, (_, i) => kept.get(String(i * every))!),
  };
}
