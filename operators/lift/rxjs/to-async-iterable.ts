import { type Observable, Subject, takeUntil } from 'rxjs';
import { Bell } from '../../../src/streams/bell.js';
import { check, oneOf, whole } from '../../../src/values/check.js';

/** Options of `toAsyncIterable`. */
export interface QueueOptions {
  /** How many values may wait for the consumer; 16 by default. */
  readonly ahead?: number | undefined;
  /**
   * What becomes of one more: with 'error', the default, the source is unsubscribed, and the consumer gets what is
   * waiting, then an error; with 'latest' the oldest that is waiting is dropped.
   */
  readonly overflow?: 'error' | 'latest' | undefined;
}

/**
 * From push to pull: what an Observable emits, as an async iterable with a bounded queue, for `for await`, Node's and Web
 * streams, and IxJS. It is subscribed when the first value is asked for, and unsubscribed when the consumer leaves.
 * An Observable does not wait, so a chain computes as fast as it can, whoever reads it: where the consumer shall set the
 * pace and see every draw, use the operators of `kaleidoflow/ix`.
 *
 * ```
 * chain             1 2 3 4 5 6 7 8 9 …
 * consumer takes    1     2     3
 * ahead: 1, latest  1     3     6          never older than the draw before the last
 * ahead: 3, error   1     2     3 4 5 ✕    every draw, as long as the queue of 3 lasts
 * ```
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once.
 * @example
 * ```ts
 * const latest = toAsyncIterable(draws.pipe(burnIn(50), take(10)), { ahead: 1, overflow: 'latest' });
 * for await (const draw of latest) console.log(draw.step);
 * ```
 */
export function toAsyncIterable<T>(source: Observable<T>, options: QueueOptions = {}): AsyncIterable<T> {
  const { ahead, overflow } = check('toAsyncIterable', options, {
    ahead: whole(1, 16),
    overflow: oneOf(['error', 'latest'], 'error'),
  });

  return {
    [Symbol.asyncIterator]() {
      const queue: T[] = [];
      const over = new Subject<void>();
      let end: { readonly error?: unknown } | undefined;
      const changed = new Bell();
      const finish = (how: { readonly error?: unknown }) => {
        end ??= how;
        over.next();
        changed.ring();
      };
      const add = (value: T) => {
        if (queue.length === ahead && overflow === 'error') return finish({ error: overrun(ahead) });
        if (queue.length === ahead) queue.shift();
        queue.push(value);
        changed.ring();
      };
      let subscribe = () => {
        subscribe = () => {};
        source.pipe(takeUntil(over)).subscribe({
          next: add,
          error: (error) => finish({ error }),
          complete: () => finish({}),
        });
      };
      return {
        async next(): Promise<IteratorResult<T>> {
          if (!end) subscribe();
          while (queue.length === 0 && !end) await changed.rung();
          if (queue.length > 0) return { done: false, value: queue.shift()! };
          if (end && 'error' in end) {
            const { error } = end;
            end = {};
            throw error;
          }
          return { done: true, value: undefined };
        },
        async return(): Promise<IteratorResult<T>> {
          queue.length = 0;
          finish({});
          return { done: true, value: undefined };
        },
      };
    },
  };
}

const overrun = (ahead: number) =>
  new RangeError(
    `toAsyncIterable: the consumer is more than ahead, ${ahead}, values behind; raise it, take overflow: 'latest', or ` +
      'let the consumer set the pace with kaleidoflow/ix',
  );
