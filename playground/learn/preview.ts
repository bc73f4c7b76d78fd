import type { Manifold } from 'kaleidoflow';
import { EMPTY, type Observable, take, tap } from 'rxjs';
import { arePoints, type Settings } from '../settings/settings.js';
import { fieldOf } from '../watch/field.js';
import { columnsFor, type Plate } from '../watch/plate.js';
import { drawsOf } from '../watch/walk.js';

/** Applications after which chains show what a network has learned. */
const applications = 12;

/** What a network that still learns makes of points, or of a few chains of noise. */
export function preview(manifold: Manifold, settings: Settings, plate: Plate): Observable<unknown> {
  if (arePoints(settings)) return fieldOf(manifold, settings.points).pipe(tap((field) => plate.field(field)));
  if (document.hidden) return EMPTY;
  const few = {
    ...settings,
    chains: Math.min(12, settings.chains),
    label: 0,
    part: '',
    burnIn: applications - 1,
    thin: 1,
  };
  return drawsOf(manifold, { settings: few }).pipe(
    take(1),
    plate.paint(few, columnsFor(few.chains, plate.shape$.value)),
  );
}
