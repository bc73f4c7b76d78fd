import {
  coverage,
  type Draw,
  kaleidoscope,
  type Manifold,
  measure,
  nearest,
  type Samples,
  withNoise,
} from 'kaleidoflow';
import { lastValueFrom, map, of, take, toArray } from 'rxjs';
import { mean } from './report.js';

export type Digits = Samples & { readonly labels: Int32Array };

/** What one run of all chains looks like. */
export interface Seen {
  readonly draw: Draw;
  /** ‖x − y‖² / D to the nearest training image, the mean over the chains. */
  readonly distance: number;
  /** Different training images, and different digits, among the nearest. */
  readonly neighbours: number;
  readonly classes: number;
  /** The digit of each chain's nearest image. */
  readonly digits: Int32Array;
}

/** Kaleidoscopic sampling with noise eps, and what is measured of each run. */
export const watch = (
  manifold: Manifold,
  data: Digits,
  { eps, chains, runs, seed }: { eps: number; chains: number; runs: number; seed: number },
): Promise<Seen[]> =>
  lastValueFrom(
    of(manifold).pipe(
      withNoise(eps),
      kaleidoscope({ chains, seed }),
      take(runs),
      measure({ nearest: nearest(data) }),
      measure({ coverage: ({ metrics }) => coverage(metrics.nearest) }),
      map(
        (draw): Seen => ({
          draw,
          distance: mean(draw.metrics.nearest.distance),
          ...draw.metrics.coverage,
          digits: draw.metrics.nearest.label,
        }),
      ),
      toArray(),
    ),
  );

/** How often a chain changes its digit from one run to the next: the share of all steps of these runs. */
export function hops(seen: readonly Pick<Seen, 'digits'>[]): number {
  const shares = seen
    .slice(1)
    .map(({ digits }, i) => mean(digits.map((digit, chain) => Number(digit !== seen[i]!.digits[chain]))));
  return mean(shares);
}
