import type { Draw, energy, Manifold, movement, Samples } from 'kaleidoflow';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Settings } from '../settings/settings.js';

/** A picture of which only a part is known. */
export interface Asked {
  readonly samples: Samples;
  /** 1 where it is known. */
  readonly mask: Uint8Array;
}

/** What draws depend on. */
export interface Walk {
  readonly settings: Settings;
  readonly asked?: Asked | undefined;
  /** The draw that the chains go on from, where they can. */
  readonly from?: Draw | undefined;
}

/** Where draws come from: a manifold of this page, or a server. */
export interface Source {
  /** The classes that can be asked for, by name or number. */
  readonly labels: readonly (string | number)[];
  /** Whether it can be asked for the rest of a sample. */
  readonly completes: boolean;
  /** What is measured of its draws. */
  readonly metrics: {
    readonly movement: ReturnType<typeof movement>;
    readonly energy?: ReturnType<typeof energy>;
  };
  /** The manifold, where it is in this page. */
  readonly manifold?: Manifold;
  /** Draws that have been shown: each is asked for when `show` has let the one before through. */
  draws(walk: Walk, show: MonoTypeOperatorFunction<Draw>): Observable<Draw>;
}
