import { fromPoints, trainManifold } from 'kaleidoflow';
import { shareReplay } from 'rxjs';

/** Learned once, for all components. */
export const manifold = fromPoints([0.2, 0.8]).pipe(
  trainManifold({ depth: 5, width: 32, steps: 1_500, seed: 1 }),
  shareReplay(1),
);
