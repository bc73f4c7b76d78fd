import type { GivenLabel, Manifold, TableRow } from 'kaleidoflow';
import { giving } from '../src/values/given.js';
import { turning, walking } from '../src/values/motion.js';
import { noisy } from '../src/values/noise.js';

/** How chains are walked where that is asked for; else it is as the model says. */
export interface Walked {
  readonly label?: GivenLabel['label'] | undefined;
  /** Of a table: rows, of which what is missing is imputed. */
  readonly given?: readonly TableRow[] | undefined;
  readonly walk?: boolean | undefined;
  /** Applications between two turns. */
  readonly turns?: number | undefined;
  readonly noise?: number | undefined;
}

/** The manifold so walked; checks now what it can check without it. */
export function walked({ label, given, walk, turns, noise }: Walked): (manifold: Manifold) => Manifold {
  const changes = [
    label !== undefined && giving({ label }),
    given && giving(given),
    walk && walking(),
    turns !== undefined && turning({ every: turns }),
    noise !== undefined && noisy(noise),
  ].filter((change) => typeof change === 'function');
  return (manifold) => changes.reduce((changed, change) => change(changed), manifold);
}
