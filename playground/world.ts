import type { Draw } from 'kaleidoflow';
import { BehaviorSubject, type Observable } from 'rxjs';
import { canvas } from './page/dom.js';
import type { Settings } from './settings/settings.js';
import type { Store } from './settings/store.js';
import { Plate } from './watch/plate.js';
import type { Source } from './watch/source.js';
import { Tempo } from './watch/tempo.js';

/** What the parts of the page share. */
export interface World {
  readonly store: Store;
  readonly tempo: Tempo;
  readonly plate: Plate;
  /** Where the draws come from that are watched; nothing while there is nothing yet. */
  readonly source$: BehaviorSubject<Source | undefined>;
  /** Whether a training is running, which then has the plate. */
  readonly learning$: BehaviorSubject<boolean>;
  /** What is seen now. */
  readonly seen$: BehaviorSubject<Draw | undefined>;
}

/** @param scene$ What the plate shows; by default what is set. */
export function openWorld(store: Store, scene$: Observable<Settings> = store.settings$): World {
  return {
    store,
    tempo: new Tempo(!isCalm()),
    plate: new Plate(canvas('canvas'), scene$),
    source$: new BehaviorSubject<Source | undefined>(undefined),
    learning$: new BehaviorSubject(false),
    seen$: new BehaviorSubject<Draw | undefined>(undefined),
  };
}

/** Whether less motion is wanted. */
export const isCalm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
