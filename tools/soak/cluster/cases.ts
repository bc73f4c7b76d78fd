import type { NatsConnection } from '@nats-io/transport-node';
import {
  burnIn,
  fromPoints,
  kaleidoscope,
  type Manifold,
  type Samples,
  thin,
  trainManifold,
  withNoise,
  withTurns,
} from 'kaleidoflow';
import { kaleidoscopeOver, type SweptManifold, type SweptOptions, trainOver } from 'kaleidoflow/nats';
import { concatMap, from, lastValueFrom, map, type Observable, of, take, toArray } from 'rxjs';
import { quickNetwork } from '../networks.js';

/** What is asked of machines, and what one process gives. */
export interface Case {
  readonly name: string;
  readonly expected: readonly unknown[];
  /** @param heard Is called whenever a job has been done. */
  over(connection: NatsConnection, heard: () => void): Observable<unknown>;
  /** The place among those expected of what came as number i. */
  placeOf(value: unknown, i: number): number;
}

const chains = { chains: 60, first: 3, seed: 5 };
const taken = { burnIn: 20, thin: 20, take: 4 };

async function sampling(name: string, manifold: Manifold): Promise<Case> {
  const alone = of(manifold).pipe(kaleidoscope(chains), burnIn(taken.burnIn), thin(taken.thin), take(taken.take));
  return {
    name,
    expected: await lastValueFrom(alone.pipe(toArray())),
    over: (connection, progress) =>
      of(manifold).pipe(kaleidoscopeOver(connection, { ...chains, ...taken, block: 20, progress })),
    placeOf: (_, i) => i,
  };
}

async function sweep(samples: Samples, options: readonly SweptOptions[]): Promise<Case> {
  const alone = from(options).pipe(
    concatMap((each) => of(samples).pipe(trainManifold(each))),
    map((manifold, training) => ({ ...manifold, training })),
  );
  return {
    name: 'sweep',
    expected: await lastValueFrom(alone.pipe(toArray())),
    over: (connection, progress) => of(samples).pipe(trainOver(connection, options, { progress })),
    placeOf: (manifold) => (manifold as SweptManifold).training,
  };
}

/** Sampling with noise, with turns, and a sweep of trainings that write checkpoints all along. */
export async function cases(): Promise<Case[]> {
  const manifold = (way: Observable<Manifold>) => lastValueFrom(way);
  return [
    await sampling('noisy', await manifold(of(quickNetwork()).pipe(withNoise(0.1)))),
    await sampling('turned', await manifold(of(quickNetwork()).pipe(withNoise(0.01), withTurns({ every: 4 })))),
    await sweep(
      await lastValueFrom(fromPoints([0.2, 0.5, 0.8])),
      [8, 16, 24, 32].map((width) => ({ depth: 4, width, steps: 400, every: 20 })),
    ),
  ];
}
