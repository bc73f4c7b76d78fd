import { isObservable, type Observable, Subject, takeUntil } from 'rxjs';
import { check, checkKind, oneOf, whole } from '../../../src/base/check.js';
import { once } from '../../../src/base/once.js';
import { iteratorOf } from '../../../src/streams/iterator.js';

/** Options of `toAsyncIterable`. */
export interface QueueOptions {
  /** How many values may wait while the consumer is busy; 16 by default. */
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
  checkKind('toAsyncIterable', 'an Observable to be called with', source, isObservable(source));
  const { ahead, overflow } = check('toAsyncIterable', options, {
    ahead: whole(1, 16),
    overflow: oneOf(['error', 'latest'], 'error'),
  });

  return {
    [Symbol.asyncIterator]() {
      const queue: T[] = [];
      const waiting: Waiting<T>[] = [];
      const over = new Subject<void>();
      let end: { error?: unknown } | undefined;
      const settle = ({ resolve, reject }: Waiting<T>) => {
        if (!end || !('error' in end)) return resolve({ done: true, value: undefined });
        reject(end.error);
        end = {};
      };
      const finish = (how: { error?: unknown }) => {
        end ??= how;
        over.next();
        for (const each of waiting.splice(0)) settle(each);
      };
      const add = (value: T) => {
        const first = waiting.shift();
        if (first) return first.resolve({ done: false, value });
        if (queue.length === ahead && overflow === 'error') return finish({ error: overrun(ahead) });
        if (queue.length === ahead) queue.shift();
        queue.push(value);
      };
      const subscribe = once(() =>
        source.pipe(takeUntil(over)).subscribe({
          next: add,
          error: (error) => finish({ error }),
          complete: () => finish({}),
        }),
      );
      const next = () =>
        new Promise<IteratorResult<T>>((resolve, reject) => {
          if (queue.length > 0) return resolve({ done: false, value: queue.shift()! });
          if (end) return settle({ resolve, reject });
          waiting.push({ resolve, reject });
          subscribe();
        });
      return iteratorOf(next, async () => {
        queue.length = 0;
        end = {};
        finish(end);
      });
    },
  };
}

/** A consumer that has asked, and waits. */
interface Waiting<T> {
  resolve(result: IteratorResult<T>): void;
  reject(error: unknown): void;
}

const overrun = (ahead: number) =>
  new RangeError(
    `toAsyncIterable: the consumer is more than ahead, ${ahead}, values behind; raise it, take overflow: 'latest', or ` +
      'let the consumer set the pace with kaleidoflow/ix',
  );
