import { of } from 'ix/asynciterable';
import { toAsyncIterable } from 'kaleidoflow';
import { burnIn, fork, fromPoints, kaleidoscope } from 'kaleidoflow/ix';
import { interval } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { untrained } from './fixtures.js';
import { probe } from './probe.js';

const draws = () => of(untrained()).pipe(kaleidoscope({ chains: 2 }));

/** Everything that is given to be pulled. */
const all: Record<string, () => AsyncIterable<unknown>> = {
  'a source': () => fromPoints([0.2, 0.8]),
  'an operator': draws,
  'a filter': () => draws().pipe(burnIn(2)),
  'a fork': () => draws().pipe(fork((each) => each)),
  'a branch of a fork': () => draws().pipe(fork((each) => ofWhat(each[Symbol.asyncIterator]()))),
  toAsyncIterable: () => toAsyncIterable(interval(1)),
};

/** A branch that reads by the iterator itself, as `for await` may. */
const ofWhat = (iterator: AsyncIterator<unknown>) => iterator as AsyncIterableIterator<unknown>;

describe.each(Object.entries(all))('the iterator of %s is whole', (_, values) => {
  /** One that has begun, its source waiting for it. */
  async function begun() {
    const iterator = values()[Symbol.asyncIterator]() as AsyncGenerator<unknown>;
    expect((await iterator.next()).done).toBe(false);
    return iterator;
  }
  const over = async (iterator: AsyncIterator<unknown>) =>
    expect(await iterator.next()).toEqual({ done: true, value: undefined });

  it('it can be iterated itself, and goes on', async () => {
    const iterator = await begun();
    expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
    for await (const _ of iterator) break;
    await over(iterator);
  });

  it('return(v) gives v, when what was opened is closed', async () => {
    await probe(async (counts) => {
      const iterator = await begun();
      expect(await iterator.return('value')).toEqual({ done: true, value: 'value' });
      expect(counts.opened).toBe(counts.closed);
      expect(await iterator.return(Promise.resolve('again'))).toEqual({ done: true, value: 'again' });
      await over(iterator);
    });
  });

  it('throw(e) fails with e, when what was opened is closed', async () => {
    await probe(async (counts) => {
      const iterator = await begun();
      const failure = new Error('by the consumer');
      await expect(iterator.throw(failure)).rejects.toBe(failure);
      expect(counts.opened).toBe(counts.closed);
      await over(iterator);
    });
  });

  it('yield* hands a throw on', async () => {
    const outer = (async function* () {
      yield* values();
    })();
    await outer.next();
    const failure = new Error('by the consumer');
    await expect(outer.throw(failure)).rejects.toBe(failure);
  });

  it('is disposed of', async () => {
    const { asyncDispose } = Symbol as { readonly asyncDispose?: symbol };
    if (!asyncDispose) return;
    const iterator = await begun();
    const disposable = iterator as unknown as Record<symbol, () => Promise<void>>;
    expect(await disposable[asyncDispose]!()).toBeUndefined();
    await over(iterator);
  });
});
