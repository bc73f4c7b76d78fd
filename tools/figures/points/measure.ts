import {
  type Draw,
  type Evaluation,
  evaluate,
  kaleidoscope,
  type Manifold,
  type Motion,
  recipeFor,
  type Samples,
  type TrainingOptions,
  trainManifold,
  withLabels,
} from 'kaleidoflow';
import { filter, firstValueFrom, identity, lastValueFrom, map, of } from 'rxjs';

/** What is compared with held-out points: so many of both. */
const compared = 1_000;

/** How points are learned and walked where it is not by the recipe, and which draw is judged. */
export interface Way {
  readonly training?: TrainingOptions;
  readonly motion?: Motion;
  readonly noise?: number;
  /** Label units of one class, which say how much noise there is. */
  readonly units?: number;
  readonly run?: number;
}

export type Found = Pick<Evaluation, 'precision' | 'recall' | 'density' | 'coverage'> & { readonly seconds: number };

export async function learn(
  samples: Samples,
  { training, motion, noise, units }: Way,
  seed: number,
): Promise<Manifold> {
  const recipe = recipeFor(samples);
  const labelled = units ? { ...samples, labels: new Int32Array(samples.count) } : samples;
  return lastValueFrom(
    of(labelled).pipe(
      units ? (withLabels({ copies: units }) as typeof identity) : identity,
      trainManifold({ ...recipe.training, ...training, seed }),
      map((manifold): Manifold => {
        if (noise) return { ...manifold, noise: [{ eps: noise, distribution: 'uniform' }] };
        return { ...manifold, motion: motion ?? recipe.motion };
      }),
    ),
  );
}

export const drawAt = (manifold: Manifold, run: number, seed: number, chains = compared): Promise<Draw> =>
  firstValueFrom(
    of(manifold).pipe(
      kaleidoscope({ chains, seed }),
      filter(({ step }) => step === run),
    ),
  );

export async function measure(samples: Samples, heldOut: Samples, way: Way, seed: number): Promise<Found> {
  const began = performance.now();
  const manifold = await learn(samples, way, seed);
  const seconds = (performance.now() - began) / 1000;
  return { ...(await judge(await drawAt(manifold, way.run ?? 100, seed), heldOut)), seconds };
}

export async function judge(drawn: Samples, heldOut: Samples): Promise<Omit<Found, 'seconds'>> {
  const { precision, recall, density, coverage } = await firstValueFrom(
    of({ ...drawn, step: 1 }).pipe(evaluate(heldOut)),
  );
  return { precision, recall, density, coverage };
}
