import type { GivenAttributes, GivenLabel, Manifold, TableRow } from 'kaleidoflow';
import { turning, walking } from '../src/core/motion.js';
import { noisy } from '../src/core/noise.js';
import { sizeOf } from '../src/core/samples.js';
import { giving } from '../src/tables/given.js';

/** How chains are walked where that is asked for; else it is as the model says. */
export interface Walked {
  readonly label?: GivenLabel['label'] | undefined;
  readonly attributes?: GivenAttributes['attributes'] | undefined;
  /** Of a table: rows, of which what is missing is imputed. Else samples, and which of their values are known. */
  readonly given?: readonly TableRow[] | GivenPart | undefined;
  readonly walk?: boolean | undefined;
  /** Applications between two turns. */
  readonly turns?: number | undefined;
  readonly noise?: number | undefined;
}

/** The values of samples, one after the other, and a mask as of `given(samples, { mask })`. */
interface GivenPart {
  readonly values: readonly number[];
  readonly mask: readonly number[];
}

/** The manifold so walked; checks now what it can check without it. */
export function walked({ label, attributes, given, walk, turns, noise }: Walked): (manifold: Manifold) => Manifold {
  const changes = [
    label !== undefined && giving({ label }),
    attributes && giving({ attributes }),
    given && ('mask' in given ? givingPart(given) : giving(given)),
    walk && walking(),
    turns !== undefined && turning({ every: turns }),
    noise !== undefined && noisy(noise),
  ].filter((change) => typeof change === 'function');
  return (manifold) => changes.reduce((changed, change) => change(changed), manifold);
}

const givingPart =
  ({ values, mask }: GivenPart) =>
  (manifold: Manifold): Manifold => {
    const { shape, range } = manifold;
    const count = Math.max(1, Math.floor(values.length / sizeOf(shape)));
    return giving({ values: Float32Array.from(values), count, shape, range }, { mask })(manifold);
  };
