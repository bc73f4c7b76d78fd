import { burnIn, kaleidoscope } from 'kaleidoflow';
import type { Applied, Engine } from 'kaleidoflow/engine';
import { lastValueFrom, of, take } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takingTurns } from '../dist/cli/serve/turns.js';
import { untrained } from './fixtures.js';

const applied: Applied = { state: new Float32Array(1), shown: new Float32Array(1) };

const refuse = () => Promise.reject(new Error('not here'));

let clock = 0;
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => void vi.restoreAllMocks());

/** An engine that does one thing after the other, and says what it does; each takes so many milliseconds of the clock. */
function slow(milliseconds: (seed: number) => number) {
  const done: number[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const work = <T>(seed: number, result: T) => {
    const mine = last.then(async () => {
      await new Promise(setImmediate);
      clock += milliseconds(seed);
      done.push(seed);
      return result;
    });
    last = mine;
    return mine;
  };
  const engine = {
    name: 'slow',
    openMap: async (_, { seed }) => ({ rows: 1, apply: () => work(seed, applied), close: async () => {} }),
    openDescent: refuse,
    openTrainer: refuse,
  } as Engine;
  return { engine, done };
}

const open = (engine: Engine, seed: number) => engine.openMap({} as never, { chains: 1, seed });
const states = new Float32Array(1);

describe('an engine that is shared', () => {
  it('works as long for each, whatever their work costs', async () => {
    const { engine, done } = slow((seed) => (seed === 0 ? 1 : 8));
    const share = takingTurns(engine);
    const maps = await Promise.all([0, 1, 2, 3, 4].map((seed) => open(share().engine, seed)));
    const counts = () => [0, 1, 2, 3, 4].map((which) => done.filter((seed) => seed === which).length);
    let over = false;
    const chains = maps.map(async (map) => {
      for (let step = 1; !over; step++) await map.apply(states, step, 0);
    });
    while (counts()[1]! < 10) await new Promise(setImmediate);
    over = true;
    await Promise.all(chains);
    // It is next whenever something ends, instead of every fifth time.
    const [light, ...heavy] = counts();
    expect(light).toBeGreaterThan(0.8 * heavy.reduce((sum, count) => sum + count));
    expect(Math.max(...heavy) - Math.min(...heavy)).toBeLessThan(5);
  });

  it('gives one who asks for much at once no more turns than one who asks for little', async () => {
    const { engine, done } = slow(() => 1);
    const share = takingTurns(engine);
    const [many, one] = await Promise.all([0, 1].map((seed) => open(share().engine, seed)));
    const flood = Array.from({ length: 200 }, (_, i) => many!.apply(states, i, 0));
    for (let step = 1; step <= 20; step++) await one!.apply(states, step, 0);
    expect(done.filter((seed) => seed === 0).length).toBeLessThan(60);
    await Promise.all(flood);
  });

  it('gives those who come again and again no more than one who stays', async () => {
    const { engine, done } = slow(() => 1);
    const share = takingTurns(engine);
    const stays = await open(share().engine, 0);
    await stays.apply(states, 1, 0);
    let over = false;
    const come = async () => {
      while (!over) {
        const map = await open(share().engine, 1);
        for (let step = 1; step <= 50; step++) await map.apply(states, step, 0);
      }
    };
    const comers = [come(), come(), come()];
    for (let step = 2; step <= 100; step++) await stays.apply(states, step, 0);
    over = true;
    expect(done.filter((seed) => seed === 1).length).toBeLessThan(400);
    await Promise.all(comers);
  });

  it('counts what is applied before the first draw', async () => {
    const { engine, done } = slow(() => 1);
    const share = takingTurns(engine);
    const manifold = untrained({ shape: [1] });
    const draws = (seed: number, steps: number) =>
      of(manifold).pipe(kaleidoscope({ chains: 1, seed, engine: share().engine }), burnIn(steps));
    const long = draws(1, 1e6).subscribe();
    await lastValueFrom(draws(0, 0).pipe(take(200)));
    long.unsubscribe();
    const applied = done.filter((seed) => seed === 1).length;
    expect(applied).toBeGreaterThan(90);
    expect(applied).toBeLessThan(310);
  });

  it('does not begin what nobody waits for any more', async () => {
    const { engine, done } = slow(() => 1);
    const { engine: mine, turn } = takingTurns(engine)();
    const map = await open(mine, 0);
    const over = new AbortController();
    const kept = [map.apply(states, 1, 0), map.apply(states, 2, 0)];
    const left = Array.from({ length: 8 }, (_, i) => map.apply(states, i, 0, over.signal));
    const begun = turn(over.signal, () => done.push(-1));
    over.abort();
    const results = await Promise.allSettled([...left, begun]);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    await Promise.all(kept);
    await map.apply(states, 3, 0);
    expect(done).toEqual([0, 0, 0]);
  });
});
