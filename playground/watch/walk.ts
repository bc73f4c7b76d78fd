import {
  burnIn,
  type Draw,
  energy,
  given,
  kaleidoscope,
  type Manifold,
  movement,
  thin,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import { identity, type MonoTypeOperatorFunction, type Observable, of, pipe } from 'rxjs';
import { attributesAsked } from '../settings/attributes.js';
import { readPart } from '../settings/part.js';
import type { Settings } from '../settings/settings.js';
import type { Source, Walk } from './source.js';

/** Whether it has learned to be given parts of its samples. */
const completes = ({ given }: Manifold): boolean => (given?.data ?? 0) > 0;

/** A manifold of this page as a source of draws. */
export const sourceOf = (manifold: Manifold): Source => ({
  labels: manifold.labelUnits?.classes.map((label) => manifold.labelNames?.[label] ?? label) ?? [],
  attributes: manifold.attributeUnits?.columns.filter((column) => column.kind === 'category') ?? [],
  ...(completes(manifold) && { completes: manifold }),
  metrics: { energy: energy(manifold), movement: movement() },
  manifold,
  draws: (walk, show) => drawsOf(manifold, walk).pipe(show),
});

/** The draws of a manifold by the settings: from noise, or on from an earlier draw. */
export const drawsOf = (manifold: Manifold, walk: Walk): Observable<Draw> =>
  of(manifold).pipe(
    known(walk.settings, manifold),
    withNoise(walk.settings.noise),
    moved(walk.settings),
    chainsOf(walk),
  );

function chainsOf({ settings: { chains, first, seed, start, burnIn: unseen, thin: each }, from }: Walk) {
  const chains$ = from ? kaleidoscope({ first, seed, start: from }) : kaleidoscope({ chains, first, seed, start });
  return pipe(chains$, from ? identity : burnIn(unseen), thin(each));
}

function known({ label, attributes, part }: Settings, manifold: Manifold) {
  const asked = completes(manifold) ? readPart(part, manifold) : undefined;
  const row = attributesAsked(attributes, manifold.attributeUnits?.columns ?? []);
  return pipe<Observable<Manifold>, Observable<Manifold>, Observable<Manifold>, Observable<Manifold>>(
    label === 0 ? identity : given({ label: manifold.labelNames?.[label - 1] ?? label - 1 }),
    row ? given({ attributes: row }) : identity,
    asked ? given(asked.samples, { mask: asked.mask }) : identity,
  );
}

function moved({ motion, every, pace, share, level }: Settings): MonoTypeOperatorFunction<Manifold> {
  if (motion === 'turns') return withTurns({ every, step: pace, share });
  if (motion === 'walk') return withWalk({ step: pace, level });
  return identity;
}
