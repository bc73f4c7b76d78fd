import {
  type Draw,
  given,
  kaleidoscope,
  type Manifold,
  type Samples,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import { identity, type MonoTypeOperatorFunction, type Observable, type OperatorFunction, of, pipe } from 'rxjs';
import type { Settings } from '../settings/settings.js';

/** A picture of which only a part is known. */
export interface Asked {
  readonly samples: Samples;
  /** 1 where it is known. */
  readonly mask: Uint8Array;
}

/** What the chains know, their noise, and how they move. */
export const walked = (settings: Settings, asked?: Asked): MonoTypeOperatorFunction<Manifold> =>
  pipe(
    labelled(settings),
    asked ? given(asked.samples, { mask: asked.mask }) : identity,
    withNoise(settings.noise),
    moved(settings),
  );

/** The draws of a manifold by the settings: from noise, or on from an earlier draw. */
export const drawsOf = (manifold: Manifold, settings: Settings, asked?: Asked, from?: Draw): Observable<Draw> =>
  of(manifold).pipe(walked(settings, asked), started(settings, from));

function started({ chains, seed, start }: Settings, from?: Draw): OperatorFunction<Manifold, Draw> {
  return from ? kaleidoscope({ seed, start: from }) : kaleidoscope({ chains, seed, start });
}

function labelled({ label }: Settings): MonoTypeOperatorFunction<Manifold> {
  return label === 0 ? identity : given({ label: label - 1 });
}

function moved({ motion, every, pace, share, level }: Settings): MonoTypeOperatorFunction<Manifold> {
  if (motion === 'turns') return withTurns({ every, step: pace, share });
  if (motion === 'walk') return withWalk({ step: pace, level });
  return identity;
}
