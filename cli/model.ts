import { fromManifold, type Manifold, type ManifoldOptions, type Range } from 'kaleidoflow';
import type { Observable } from 'rxjs';
import { type Asked, defined, type Flag } from './command.js';

/** What a file of another program does not say. */
export const modelFlags = {
  range: { value: 'LOW,HIGH', is: "of another program's MODEL: 0,1 for a Sigmoid at its end, -1,1 for a Tanh" },
  shape: { value: 'A,B,…', is: "of another program's MODEL: the shape of a sample, 28,28,1 say" },
} satisfies Record<string, Flag>;

export function modelFrom(asked: Asked): Observable<Manifold> {
  const options: ManifoldOptions = defined({
    range: asked.numbers('range') as Range | undefined,
    shape: asked.numbers('shape'),
  });
  return fromManifold(asked.one('MODEL'), options);
}
