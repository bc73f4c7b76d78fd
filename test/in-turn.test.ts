import fc from 'fast-check';
import type { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as ix from '../dist/operators/lift/ix/lift.js';
import * as rxjs from '../dist/operators/lift/rxjs/lift.js';
import { faces } from './faces.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe.each(faces)('what keeps a chain waiting ($name)', ({ name, operators, emitted }) => {
  const sourceOf = { rxjs, ix }[name].source as (generate: () => AsyncIterable<number>) => unknown;

  /** Subscribes to what an operator makes of 0, 1, …, which take these milliseconds to compute. */
  function watch(operator: unknown, delays: Iterable<number>) {
    const seen: { value: unknown; at: number }[] = [];
    const state = { asked: 0, left: false, error: undefined as unknown };
    const numbers = async function* () {
      try {
        for (const delay of delays) {
          state.asked++;
          if (delay > 0) await pause(delay);
          yield state.asked - 1;
        }
      } finally {
        state.left = true;
      }
    };
    const start = performance.now();
    const output = (operator as (source: unknown) => unknown)(sourceOf(numbers));
    const subscription = (emitted(output) as Observable<unknown>).subscribe({
      next: (value) => seen.push({ value, at: performance.now() - start }),
      error: (error) => {
        state.error = error;
      },
    });
    return { seen, state, leave: () => subscription.unsubscribe() };
  }
  const always = function* (delay = 0): Generator<number> {
    for (;;) yield delay;
  };

  describe('pace', () => {
    it('lets a value through each time that one is due, and the source is one ahead', async () => {
      const { seen, state, leave } = watch(operators.pace(20), always());
      await vi.advanceTimersByTimeAsync(1_000);
      expect(seen.map(({ value }) => value)).toEqual(Array.from({ length: 21 }, (_, i) => i));
      expect(seen.map(({ at }) => at)).toEqual(Array.from({ length: 21 }, (_, i) => 50 * i));
      expect(state.asked).toBe(22);
      leave();
    });

    it.each([7, 15, 29.97, 60])(
      'does not drift from %d a second, though timers know whole milliseconds',
      async (fps) => {
        const { seen, leave } = watch(operators.pace(fps), always());
        await vi.advanceTimersByTimeAsync(20_000);
        expect(Math.abs(seen.length - 20 * fps)).toBeLessThanOrEqual(1);
        leave();
      },
    );

    it('counts what a value takes to compute into its time, and makes up for nothing that is lost', async () => {
      const steady = watch(operators.pace(20), always(30));
      const slow = watch(operators.pace(20), always(120));
      const halting = watch(operators.pace(20), [0, 500, 0, 0, 0]);
      await vi.advanceTimersByTimeAsync(1_200);
      expect(steady.seen.slice(0, 4).map(({ at }) => at)).toEqual([30, 80, 130, 180]);
      expect(slow.seen.slice(0, 3).map(({ at }) => at)).toEqual([120, 240, 360]);
      expect(halting.seen.map(({ at }) => at)).toEqual([0, 500, 550, 600, 650]);
      steady.leave();
      slow.leave();
    });

    it('never lets more through than its pace, whatever the source does', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 2, maxLength: 30 }),
          async (delays) => {
            const { seen } = watch(operators.pace(20), delays);
            await vi.advanceTimersByTimeAsync(8_000);
            expect(seen.map(({ value }) => value)).toEqual(delays.map((_, i) => i));
            for (const [i, first] of seen.entries())
              for (const [j, last] of seen.entries())
                if (j > i) expect(last.at - first.at).toBeGreaterThan(50 * (j - i - 1));
          },
        ),
        { numRuns: 30 },
      );
    });

    it('leaves no timer behind', async () => {
      const { seen, leave } = watch(operators.pace(1e-9), always());
      await vi.advanceTimersByTimeAsync(1_000);
      expect(vi.getTimerCount()).toBe(1);
      leave();
      await vi.advanceTimersByTimeAsync(0);
      expect(vi.getTimerCount()).toBe(0);
      expect(seen).toHaveLength(1);
    });
  });

  describe('mapInTurn', () => {
    it('takes one value after the other, and no other is computed meanwhile', async () => {
      let [at, most] = [0, 0];
      const busy = async (value: number) => {
        most = Math.max(most, ++at);
        await pause(100);
        at--;
        return 10 * value;
      };
      const { seen, state, leave } = watch(operators.mapInTurn(busy), always());
      await vi.advanceTimersByTimeAsync(350);
      expect(seen.map(({ value }) => value)).toEqual([0, 10, 20]);
      expect([most, state.asked]).toEqual([1, 4]);
      leave();
    });

    it('takes what is at hand too', async () => {
      const { seen } = watch(
        operators.mapInTurn((value: number) => value + 1),
        [0, 0],
      );
      await vi.advanceTimersByTimeAsync(0);
      expect(seen.map(({ value }) => value)).toEqual([1, 2]);
    });

    it('says by the signal that nobody waits any more, and does not wait itself', async () => {
      let signal: AbortSignal | undefined;
      const never = (_: number, given: AbortSignal) => {
        signal = given;
        return new Promise<never>(() => {});
      };
      const { state, leave } = watch(operators.mapInTurn(never), always());
      await vi.advanceTimersByTimeAsync(10);
      expect(signal?.aborted).toBe(false);
      leave();
      await vi.advanceTimersByTimeAsync(10);
      expect(signal?.aborted).toBe(true);
      expect(state.asked).toBe(1);
    });

    it('ends with the error of the function, and leaves the source', async () => {
      const failure = new Error('a socket');
      const failing = async (value: number) => {
        if (value === 2) throw failure;
      };
      const { seen, state } = watch(operators.mapInTurn(failing), always());
      await vi.advanceTimersByTimeAsync(10);
      expect(state).toEqual({ asked: 3, left: true, error: failure });
      expect(seen).toHaveLength(2);
    });
  });
});
