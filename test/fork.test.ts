import fc from 'fast-check';
import { type AsyncIterableX, from as pulledFrom } from 'ix/asynciterable';
import * as pull from 'ix/asynciterable/operators';
import { branch, burnIn, type Draw, fork, kaleidoscope, thin, withNoise } from 'kaleidoflow';
import * as ix from 'kaleidoflow/ix';
import * as push from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pictures, untrained } from './fixtures.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** 1, 2, …, n, pulled; counts how many have been, and whether the end was told. */
class Numbers {
  pulled = 0;
  left = false;
  constructor(readonly n: number) {}
  async *[Symbol.asyncIterator](): AsyncGenerator<number, void, undefined> {
    try {
      while (this.pulled < this.n) {
        await turn();
        yield ++this.pulled;
      }
    } finally {
      this.left = true;
    }
  }
}

describe('fork, where the source pushes', () => {
  it('subscribes once, gives every branch the same values, and merges what they emit', async () => {
    const values = pictures(4);
    let subscribed = 0;
    const source = push.defer(() => {
      subscribed++;
      return push.from(values);
    });
    const out = await push.lastValueFrom(source.pipe(fork(thin(1), burnIn(2)), push.toArray()));
    expect(subscribed).toBe(1);
    expect(out.map((draw) => values.indexOf(draw))).toEqual([0, 1, 2, 2, 3, 3]);
  });

  it('goes on when a branch ends early, leaves the source when the last has, and fails when one does', async () => {
    let left = false;
    const source = push.interval(1).pipe(push.finalize(() => (left = true)));
    const out = await push.lastValueFrom(source.pipe(fork(push.take(1), push.take(3)), push.toArray()));
    expect(out).toEqual([0, 0, 1, 2]);
    expect(left).toBe(true);
    const failure = new Error('a branch');
    const failing = push.interval(1).pipe(
      fork(
        push.tap(),
        push.tap((n) => n === 2 && raise(failure)),
      ),
    );
    await expect(push.lastValueFrom(failing)).rejects.toBe(failure);
  });
});

describe('fork, where the consumer pulls', () => {
  it('gives each branch every value in order, and reads the source once, whatever the branches do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(12),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.record({ every: fc.integer({ min: 1, max: 4 }), take: fc.nat(15), pause: fc.nat(3) }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (n, ahead, shapes) => {
          const source = new Numbers(n);
          const branches = shapes.map(
            ({ every, take, pause }, i) =>
              (numbers: AsyncIterableX<number>) =>
                numbers.pipe(
                  pull.tap(async () => {
                    for (let turns = 0; turns < pause; turns++) await turn();
                  }),
                  pull.filter((x) => x % every === 0),
                  pull.take(take),
                  pull.map((x) => [i, x] as const),
                ),
          );
          const seen: (readonly [number, number])[] = [];
          for await (const value of pulledFrom(source).pipe(ix.fork({ ahead }, ...branches))) seen.push(value);
          for (const [i, { every, take }] of shapes.entries()) {
            const all = Array.from({ length: n }, (_, k) => k + 1).filter((x) => x % every === 0);
            expect(seen.filter(([from]) => from === i).map(([, x]) => x)).toEqual(all.slice(0, take));
          }
          expect(source.left || source.pulled === 0).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 5])('lets no branch be more than %i ahead of the slowest, nor of the consumer', async (ahead) => {
    const source = new Numbers(1000);
    let [slow, furthest] = [0, 0];
    const output = pulledFrom(source).pipe(
      ix.fork(
        { ahead },
        pull.filter((x: number) => x < 0),
        pull.tap((x: number) => {
          slow = x;
        }),
      ),
    );
    const iterator = output[Symbol.asyncIterator]();
    for (let taken = 1; taken <= 10; taken++) {
      await iterator.next();
      for (let i = 0; i < 20; i++) await turn();
      furthest = Math.max(furthest, source.pulled - slow);
      expect(source.pulled - taken).toBeLessThanOrEqual(ahead);
    }
    expect(furthest).toBeLessThanOrEqual(ahead);
    await iterator.return?.();
    expect(source.left).toBe(true);
  });

  it('ends all branches when one fails, with its error', async () => {
    const source = new Numbers(1000);
    const failure = new Error('a branch');
    let others = 0;
    const failing = async () => {
      const forked = pulledFrom(source).pipe(
        ix.fork(
          pull.finalize<number>(() => {
            others++;
          }),
          pull.tap((x: number) => x === 5 && raise(failure)),
        ),
      );
      for await (const _ of forked);
    };
    await expect(failing()).rejects.toBe(failure);
    await expect.poll(() => source.left).toBe(true);
    expect(others).toBe(1);
    expect(source.pulled).toBeLessThan(8);
  });

  it('does not write half a file when it is left', async () => {
    const written: string[] = [];
    const draws = pulledFrom(pictures(50)).pipe(
      ix.fork(ix.toPng(), (all: AsyncIterableX<Draw>) =>
        all.pipe(
          pull.tap(() => void written.push('draw')),
          ix.toGif(),
          ix.toFile('/tmp/kaleidoflow-never.gif'),
        ),
      ),
    );
    for await (const _ of draws) if (written.length > 3) break;
    const { existsSync } = await import('node:fs');
    expect(existsSync('/tmp/kaleidoflow-never.gif')).toBe(false);
  });
});

describe('branch', () => {
  const noisy = push.of(untrained()).pipe(withNoise(0.2));
  const from = (start: Draw, n: number) =>
    push.lastValueFrom(noisy.pipe(kaleidoscope({ start, seed: 4 }), push.take(n), push.toArray()));

  it('continues each chain in n ways: the first as it would have gone on, the others otherwise, always the same', async () => {
    const through = await push.lastValueFrom(
      noisy.pipe(kaleidoscope({ chains: 3, seed: 4 }), push.take(8), push.toArray()),
    );
    const state = await push.lastValueFrom(push.of(through[2]!).pipe(branch(4)));
    expect(state.count).toBe(12);
    expect(state.step).toBe(3);
    const ways = await from(state, 5);
    const size = 3 * 16;
    for (const [i, { values, step }] of ways.entries()) {
      expect(step).toBe(4 + i);
      expect(values.subarray(0, size)).toEqual(through[3 + i]!.values);
      for (let copy = 1; copy < 4; copy++)
        expect(values.subarray(copy * size, (copy + 1) * size)).not.toEqual(through[3 + i]!.values);
    }
    expect(await from(state, 5)).toEqual(ways);
  });

  it('is the state itself for n = 1, and repeats labels with the chains', async () => {
    const labelled = { ...pictures(1, 2)[0]!, labels: Int32Array.of(3, 8) };
    expect(await push.lastValueFrom(push.of(labelled).pipe(branch(1)))).toEqual(labelled);
    expect((await push.lastValueFrom(push.of(labelled).pipe(branch(2)))).labels).toEqual(Int32Array.of(3, 8, 3, 8));
  });
});

function raise(error: Error): never {
  throw error;
}
