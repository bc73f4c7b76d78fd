import { fromPoints, type Samples, type TrainingStep, training, withLabels } from 'kaleidoflow';
import { type Observable, of, switchMap } from 'rxjs';
import type { Settings } from '../settings/settings.js';
import { digits } from './digits.js';
import { pictures } from './pictures.js';
import { recipeFor } from './recipe.js';

/** What is to be learned. */
function samplesOf({ subject, points, count, size }: Settings): Observable<Samples> {
  if (subject === 'digits') return digits(count).pipe(withLabels());
  if (subject === 'pictures') return pictures(size);
  return fromPoints(points);
}

/** A training by the settings, which goes on where it was left with the same checkpoint. */
export const learning = (settings: Settings, checkpoint?: string): Observable<TrainingStep> =>
  samplesOf(settings).pipe(
    switchMap((samples) => of(samples).pipe(training(recipeFor(settings, samples.count, checkpoint)))),
  );
