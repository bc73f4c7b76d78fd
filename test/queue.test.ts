import { toAsyncIterable, toGif } from 'kaleidoflow';
import {
  concat,
  concatMap,
  defer,
  finalize,
  from,
  interval,
  lastValueFrom,
  map,
  NEVER,
  of,
  Subject,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pictures } from './fixtures.js';

describe('toAsyncIterable', () => {
  it.each(['error', 'latest'] as const)('subscribes to nothing once it was left, %s', async (overflow) => {
    let subscribed = 0;
    const source = defer(() => of(++subscribed));
    const values = toAsyncIterable(source, { overflow })[Symbol.asyncIterator]();
    await values.return!();
    expect(await values.next()).toEqual({ done: true, value: undefined });
    expect(subscribed).toBe(0);
  });

  it('gives what is emitted, in order, then its end', async () => {
    const seen: number[] = [];
    for await (const value of toAsyncIterable(from([1, 2, 3]))) seen.push(value);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('gives what is waiting, then the error', async () => {
    const failure = new Error('upstream');
    const iterator = toAsyncIterable(
      concat(
        of(1, 2),
        throwError(() => failure),
      ),
    )[Symbol.asyncIterator]();
    expect([await iterator.next(), await iterator.next()].map(({ value }) => value)).toEqual([1, 2]);
    await expect(iterator.next()).rejects.toBe(failure);
    expect((await iterator.next()).done).toBe(true);
  });

  it('ends with an error that names the option when more than ahead are waiting, and leaves the source', async () => {
    const source = new Subject<number>();
    const iterator = toAsyncIterable(source, { ahead: 2 })[Symbol.asyncIterator]();
    const first = iterator.next();
    source.next(1);
    expect((await first).value).toBe(1);
    for (const value of [2, 3, 4]) source.next(value);
    expect(source.observed).toBe(false);
    expect([await iterator.next(), await iterator.next()].map(({ value }) => value)).toEqual([2, 3]);
    await expect(iterator.next()).rejects.toThrow(
      /^toAsyncIterable: the consumer is more than ahead, 2, values behind/,
    );
  });

  it('keeps the latest where it is told so', async () => {
    const source = new Subject<number>();
    const iterator = toAsyncIterable(source, { ahead: 2, overflow: 'latest' })[Symbol.asyncIterator]();
    const first = iterator.next();
    source.next(1);
    await first;
    for (const value of [2, 3, 4, 5]) source.next(value);
    source.complete();
    expect([await iterator.next(), await iterator.next()].map(({ value }) => value)).toEqual([4, 5]);
    expect((await iterator.next()).done).toBe(true);
  });

  it('subscribes with the first pull, once an iteration, and leaves with the consumer', async () => {
    let [subscribed, left] = [0, 0];
    const source = interval(1).pipe(
      map((value) => {
        if (value === 0) subscribed++;
        return value;
      }),
      finalize(() => left++),
    );
    const values = toAsyncIterable(source);
    for (const times of [1, 2]) {
      for await (const value of values) if (value === 2) break;
      expect([subscribed, left]).toEqual([times, times]);
    }
  });

  it('lets go of a consumer that waits', async () => {
    const iterator = toAsyncIterable(NEVER)[Symbol.asyncIterator]();
    const waiting = iterator.next();
    await iterator.return?.();
    expect((await waiting).done).toBe(true);
  });

  it('ends a source that does not stop by itself', async () => {
    let emitted = 0;
    const endless = from(
      (function* () {
        for (;;) yield emitted++;
      })(),
    );
    const iterator = toAsyncIterable(endless, { ahead: 3 })[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toBe(0);
    expect(emitted).toBeLessThan(6);
  });

  it('hands each consumer that waits a value, in order, and ends or fails them all', async () => {
    const source = new Subject<number>();
    const failure = new Error('upstream');
    const iterator = toAsyncIterable(source, { ahead: 1 })[Symbol.asyncIterator]();
    const asked = Array.from({ length: 5 }, () => iterator.next());
    for (const value of [1, 2, 3]) source.next(value);
    source.error(failure);
    const results = await Promise.allSettled(asked);
    expect(results.slice(0, 3)).toMatchObject([1, 2, 3].map((value) => ({ value: { done: false, value } })));
    expect(results.slice(3)).toMatchObject([{ reason: failure }, { value: { done: true } }]);
  });

  it('needs no more than one ahead for the chunks of a GIF', async () => {
    const expected = await lastValueFrom(from(pictures(5)).pipe(toGif(), toArray()));
    const chunks: Uint8Array[] = [];
    const spaced = from(pictures(5)).pipe(concatMap((draw) => timer(2).pipe(map(() => draw))));
    for await (const chunk of toAsyncIterable(spaced.pipe(toGif()), { ahead: 1 })) chunks.push(chunk);
    expect(chunks).toEqual(expected);
  });

  it('refuses options that are not allowed', () => {
    expect(() => toAsyncIterable(NEVER, { ahead: 0 })).toThrow(
      'toAsyncIterable: ahead must be a whole number of at least 1, not 0',
    );
    expect(() => toAsyncIterable(NEVER, { overflow: 'drop' as never })).toThrow(
      "toAsyncIterable: overflow must be 'error' or 'latest', not 'drop'",
    );
  });
});
