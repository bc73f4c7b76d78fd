import type { Draw, Manifold } from 'kaleidoflow';
import { BehaviorSubject } from 'rxjs';
import { canvas } from './page/dom.js';
import { Store } from './settings/store.js';
import { Plate } from './watch/plate.js';
import { Tempo } from './watch/tempo.js';
import type { Asked } from './watch/walk.js';

/** What the parts of the page share. */
export interface World {
  readonly store: Store;
  readonly tempo: Tempo;
  readonly plate: Plate;
  /** What is watched; nothing while there is none yet. */
  readonly manifold$: BehaviorSubject<Manifold | undefined>;
  /** The part of a picture that is given. */
  readonly asked$: BehaviorSubject<Asked | undefined>;
  /** Whether a training is running, which then has the plate. */
  readonly learning$: BehaviorSubject<boolean>;
  /** What is seen now. */
  readonly seen$: BehaviorSubject<Draw | undefined>;
}

export function openWorld(): World {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const store = new Store();
  return {
    store,
    tempo: new Tempo(!calm),
    plate: new Plate(canvas('canvas'), store.now),
    manifold$: new BehaviorSubject<Manifold | undefined>(undefined),
    asked$: new BehaviorSubject<Asked | undefined>(undefined),
    learning$: new BehaviorSubject(false),
    seen$: new BehaviorSubject<Draw | undefined>(undefined),
  };
}
