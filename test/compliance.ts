import {
  concat,
  concatMap,
  defer,
  finalize,
  from,
  lastValueFrom,
  NEVER,
  type Observable,
  type OperatorFunction,
  of,
  take,
  tap,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { probe } from './probe.js';

/** An operator under the laws, with values for its source; `endless` where its output has no end of its own. */
export interface Subject<In, Out> {
  readonly name: string;
  readonly operator: () => OperatorFunction<In, Out>;
  readonly source: () => Promise<In[]> | In[];
  readonly endless?: boolean;
  /** Completing without a value is an error, since there is nothing that it could emit. */
  readonly needsValues?: boolean;
}

/** Values that come one a turn of the event loop, as they do from files and threads. */
const spaced = <T>(values: T[]): Observable<T> =>
  from(values).pipe(concatMap((value) => timer(1).pipe(concatMap(() => of(value)))));

/** The laws that every operator keeps, whatever it does: one suite, run over each. */
export function obeysTheLaws<In, Out>({ name, operator, source, endless, needsValues }: Subject<In, Out>): void {
  const bounded = (): OperatorFunction<In, Out> => (input) => input.pipe(operator(), endless ? take(3) : tap());

  describe(name, () => {
    it('is cold: nothing happens before a subscription, and each has a run of its own', async () => {
      const values = await source();
      let subscribed = 0;
      const input = defer(() => {
        subscribed++;
        return from(values);
      });
      const output = input.pipe(bounded());
      await probe(async (counts) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        expect(subscribed).toBe(0);
        expect(counts.opened).toBe(0);
        const both = await Promise.all([lastValueFrom(output.pipe(toArray())), lastValueFrom(output.pipe(toArray()))]);
        expect(subscribed).toBe(2);
        expect(plain(both[0])).toEqual(plain(both[1]));
        expect(await counts.allClosed()).toBe(true);
      });
    });

    it('completes once, after its values, and frees what it opened', async () => {
      const values = await source();
      await probe(async (counts) => {
        const seen = await record(spaced(values).pipe(bounded()));
        expect(seen.values.length).toBeGreaterThan(0);
        expect(seen.ends).toEqual(['complete']);
        expect(await counts.allClosed()).toBe(true);
      });
    });

    it('does not go on after the end of an empty source', async () => {
      const seen = await record(from<In[]>([]).pipe(operator()));
      expect(seen.ends).toHaveLength(1);
      expect(seen.ends[0] === 'complete').toBe(!needsValues);
    });

    it('passes an error on, the same one, and frees what it opened', async () => {
      const values = await source();
      const failure = new Error('upstream');
      await probe(async (counts) => {
        for (const before of [[], values]) {
          const seen = await record(
            concat(
              spaced(before),
              throwError(() => failure),
            ).pipe(operator()),
          );
          expect(seen.ends).toEqual([failure]);
        }
        expect(await counts.allClosed()).toBe(true);
      });
    });

    it('ends its source and frees what it opened when the stream after it fails', async () => {
      const values = await source();
      const failure = new Error('downstream');
      await probe(async (counts) => {
        let ended = false;
        const failing = spaced(values).pipe(
          finalize(() => {
            ended = true;
          }),
          operator(),
          tap(() => {
            throw failure;
          }),
        );
        expect((await record(failing)).ends).toEqual([failure]);
        expect(ended).toBe(true);
        expect(await counts.allClosed()).toBe(true);
      });
    });

    it('stops when unsubscribed: at once, while it works, and after its first value', async () => {
      const values = await source();
      for (const after of [0, 1, 5, 40, 'value'] as const) {
        await probe(async (counts) => {
          let ended = false;
          let seen = 0;
          const output = concat(spaced(values), NEVER).pipe(
            finalize(() => {
              ended = true;
            }),
            operator(),
          );
          await new Promise<void>((resolve) => {
            const stop = () => {
              subscription.unsubscribe();
              resolve();
            };
            const subscription = output.subscribe(() => {
              seen++;
              if (after === 'value') queueMicrotask(stop);
            });
            // An operator that waits for its source to end has no value to give here: then it is stopped waiting.
            if (after === 0) stop();
            else setTimeout(stop, after === 'value' ? 400 : after);
          });
          expect(ended).toBe(true);
          const { computed } = counts;
          const then = seen;
          expect(await counts.allClosed()).toBe(true);
          expect(counts.computed - computed).toBeLessThanOrEqual(1);
          expect(seen).toBe(then);
        });
      }
    });

    it('does not change a value after it has been emitted', async () => {
      const seen: { value: Out; copy: unknown }[] = [];
      const values = await source();
      const before = plain(values);
      await lastValueFrom(
        spaced(values).pipe(
          bounded(),
          tap((value) => seen.push({ value, copy: structuredClone(plain(value)) })),
        ),
      );
      for (const { value, copy } of seen) expect(plain(value)).toEqual(copy);
      expect(plain(values)).toEqual(before);
    });
  });
}

/** A value without its functions, and a training step with its manifold: what can be compared and copied. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part) => {
      if (ArrayBuffer.isView(part)) return Array.from(part as Float32Array);
      if (typeof part?.manifold === 'function') return { ...part, manifold: part.manifold() };
      return part;
    }),
  );
}

function record<T>(stream: Observable<T>): Promise<{ values: T[]; ends: unknown[] }> {
  const values: T[] = [];
  const ends: unknown[] = [];
  return new Promise((resolve) => {
    const end = (how: unknown) => {
      ends.push(how);
      setTimeout(() => resolve({ values, ends }), 20);
    };
    stream.subscribe({ next: (value) => values.push(value), error: end, complete: () => end('complete') });
  });
}
