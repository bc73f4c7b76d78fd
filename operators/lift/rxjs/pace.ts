import { concatMap, defer, finalize, map, Observable, type OperatorFunction, type Subscriber } from 'rxjs';

/** The work that has been begun on the value now being pushed. */
let begun: Promise<void>[] | undefined;

/**
 * Pushes a value, and waits for the work on it that operators of `expandInTurn` downstream have begun meanwhile. So a
 * source that waits for this never runs ahead of them, whatever synchronous operators are between.
 */
export async function push<T>(subscriber: Subscriber<T>, value: T): Promise<void> {
  const outer = begun;
  const work: Promise<void>[] = [];
  begun = work;
  try {
    subscriber.next(value);
  } finally {
    begun = outer;
  }
  if (work.length > 0) await Promise.all(work);
}

/**
 * Expands each value into what another Observable emits, one after the other, in order, keeps the source waiting meanwhile,
 * and subscribes to none that nobody waits for.
 */
export function expandInTurn<T, R>(project: (value: T) => Observable<R>): OperatorFunction<T, R> {
  const expanded = ({ value, done }: Waiting<T>) => defer(() => project(value)).pipe(finalize(done));
  return (source) =>
    new Observable((subscriber) => {
      const waiting = new Set<() => void>();
      const arrive = (value: T): Waiting<T> => {
        let done = () => {};
        const work = new Promise<void>((resolve) => {
          done = () => {
            waiting.delete(done);
            resolve();
          };
        });
        waiting.add(done);
        begun?.push(work);
        return { value, done };
      };
      subscriber.add(() => {
        for (const done of waiting) done();
      });
      source.pipe(map(arrive), concatMap(expanded)).subscribe(subscriber);
    });
}

/** A value that has arrived, whose source waits until it is done: also while others are before it, until all are left. */
interface Waiting<T> {
  readonly value: T;
  done(): void;
}
