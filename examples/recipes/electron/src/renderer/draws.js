import { fromPoints, kaleidoscope, trainManifold } from 'kaleidoflow';
import { map, take } from 'rxjs';

/** Two points are learnt, and four chains find them: a line of four numbers for each draw. */
export const draws = fromPoints([0.2, 0.8]).pipe(
  trainManifold({ depth: 5, width: 32, steps: 1_500, seed: 1 }),
  kaleidoscope({ chains: 4, seed: 2 }),
  take(60),
  map(({ values }) => Array.from(values, (value) => value.toFixed(1)).join(' ')),
);
