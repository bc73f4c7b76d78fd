import { type Draw, kaleidoscope, type Manifold } from 'kaleidoflow';
import { filter, lastValueFrom, type MonoTypeOperatorFunction, of, take, toArray } from 'rxjs';

/** A way in which a network is walked. */
export interface Walk {
  readonly by: MonoTypeOperatorFunction<Manifold>;
  /** After so many applications its draws are looked at. */
  readonly runs: readonly number[];
}

/** The draws that are looked at. */
export const drawsOf = (manifold: Manifold, { by, runs }: Walk, chains: number, seed: number): Promise<Draw[]> =>
  lastValueFrom(
    of(manifold).pipe(
      by,
      kaleidoscope({ chains, seed }),
      filter(({ step }) => runs.includes(step)),
      take(runs.length),
      toArray(),
    ),
  );
