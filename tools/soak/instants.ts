import { setTimeout as pause } from 'node:timers/promises';
import { kaleidoscope, training } from 'kaleidoflow';
import { type Observable, of } from 'rxjs';
import type { Counts } from './counts.js';
import { freed, handles } from './handles.js';
import { mnistLike, quickNetwork } from './networks.js';

/** What was seen after unsubscribing at random instants. */
export interface Instants {
  readonly of: string;
  readonly instants: number;
  /** The most calls of the engine after one: each a draw, or 50 ms of training steps. */
  readonly further: number;
  /** The longest until threads, files and handles were back, in ms; infinite when they were not. */
  readonly freedAfter: number;
}

const streams: Record<string, () => Observable<unknown>> = {
  training: () => of(mnistLike(1000)).pipe(training({ steps: 1e6, every: 1 })),
  sampling: () => of(quickNetwork()).pipe(kaleidoscope()),
};

/** Unsubscribes from trainings and from chains at random instants of their first half second. */
export async function leaveAtRandom(instants: number, random: () => number, counts: Counts): Promise<Instants[]> {
  const results: Instants[] = [];
  for (const [name, stream] of Object.entries(streams)) {
    let [further, freedAfter] = [0, 0];
    for (let i = 0; i < instants; i++) {
      const before = handles();
      const subscription = stream().subscribe();
      await pause(random() * 500);
      const computed = counts.computed;
      subscription.unsubscribe();
      freedAfter = Math.max(freedAfter, (await freed(before)) ?? Number.POSITIVE_INFINITY);
      further = Math.max(further, counts.computed - computed);
    }
    results.push({ of: name, instants, further, freedAfter });
  }
  return results;
}
