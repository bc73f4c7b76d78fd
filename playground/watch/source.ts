import type { Draw, energy, Manifold, movement, Samples } from 'kaleidoflow';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Settings } from '../settings/settings.js';

/** What draws depend on. */
export interface Walk {
  readonly settings: Settings;
  /** The draw that the chains go on from, where they can. */
  readonly from?: Draw | undefined;
}

/** What can be asked of a sample. */
export interface Attribute {
  readonly name: string;
  readonly categories: readonly (string | number | boolean)[];
}

/** Where draws come from: a manifold of this page, or a server. */
export interface Source {
  /** The classes that can be asked for, by name or number. */
  readonly labels: readonly (string | number)[];
  /** The attributes that can be asked for, and what each may be. */
  readonly attributes: readonly Attribute[];
  /** What its samples are, where it can be asked for the rest of one. */
  readonly completes?: Pick<Samples, 'shape' | 'range'>;
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
