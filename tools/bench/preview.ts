import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kaleidoscope, type Manifold, type Samples, thin, training } from 'kaleidoflow';
import { concatMap, from, lastValueFrom, type Observable, of, switchMap, take } from 'rxjs';
import { median } from './pace.js';

/** What is done beside a training, in milliseconds: the quick recipe for 300 steps, looked at every 25. */
export interface Beside {
  /** Nothing else. */
  readonly alone: number;
  /** A preview of each network: 48 chains, 20 applications. */
  readonly previewed: number;
  /** The previews without the training. */
  readonly previews: number;
  /** A checkpoint of each network. */
  readonly checkpointed: number;
}

const recipe = { steps: 300, every: 25, seed: 1 };
const preview = (manifold: Manifold) => of(manifold).pipe(kaleidoscope({ chains: 48 }), thin(20), take(1));

export async function besideTraining(samples: Samples, rounds: number): Promise<Beside> {
  const networks: Manifold[] = [];
  await of(samples)
    .pipe(training(recipe))
    .forEach((step) => void networks.push(step.manifold()));
  const times: Beside[] = [];
  for (let round = 0; round < rounds; round++) {
    const directory = mkdtempSync(join(tmpdir(), 'kaleidoflow-bench-'));
    times.push({
      alone: await taken(of(samples).pipe(training(recipe))),
      previewed: await taken(
        of(samples).pipe(
          training(recipe),
          switchMap((step) => preview(step.manifold())),
        ),
      ),
      previews: await taken(from(networks).pipe(concatMap(preview))),
      checkpointed: await taken(of(samples).pipe(training({ ...recipe, checkpoint: join(directory, 'checkpoints') }))),
    });
    rmSync(directory, { recursive: true });
  }
  const middle = (what: keyof Beside) => median(times.map((time) => time[what]));
  return {
    alone: middle('alone'),
    previewed: middle('previewed'),
    previews: middle('previews'),
    checkpointed: middle('checkpointed'),
  };
}

async function taken(stream: Observable<unknown>): Promise<number> {
  const began = performance.now();
  await lastValueFrom(stream);
  return performance.now() - began;
}
