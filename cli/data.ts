import { fromMnist, type Samples } from 'kaleidoflow';
import type { Observable } from 'rxjs';
import { type Asked, defined, type Flag, UsageError } from './command.js';

/** The flags that say how data is read. */
export const dataFlags = {
  count: { value: 'N', is: 'learns the first N samples only' },
  range: { value: 'LOW,HIGH', is: 'the domain of the network: -1,1 or 0,1' },
} satisfies Record<string, Flag>;

/** The samples that a name stands for: MNIST, or a path. */
export function dataFrom(source: string, asked: Asked): Observable<Samples> {
  const [count, range] = [asked.number('count'), asked.numbers('range') as Samples['range'] | undefined];
  if (source === 'mnist') return fromMnist(defined({ count, range }));
  throw new UsageError(`DATA must be 'mnist', not '${source}'`);
}
