import { type Draw, type Engine, energy, type Manifold, type Samples } from 'kaleidoflow';
import { concat, lastValueFrom, NEVER, of, Subject, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Face, faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';

const soon = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An engine that takes its time: a block is one chain, and a part of an advance one of many. */
class Slow implements Engine {
  readonly name = 'slow';
  /** What is open. */
  maps = 0;
  /** Blocks, and parts of advances, that have begun. */
  begun = 0;

  readonly #map = async () => {
    this.maps++;
    return {
      rows: 1,
      apply: async (states: Float32Array) => {
        this.begun++;
        await soon(10);
        return { state: states.slice(), shown: states.slice() };
      },
      close: async () => void this.maps--,
    };
  };
  readonly openMap = this.#map;
  readonly openDescent = this.#map;
  readonly openTrainer = async () => {
    this.maps++;
    return {
      advance: async () => {
        this.begun++;
        await soon(10);
        return { step: 0, loss: 1 };
      },
      moments: async () => [],
      close: async () => void this.maps--,
    };
  };
}

const chains = 40;
const manifold: Manifold = untrained();
const draw: Draw = pictures(1, chains)[0]!;

/** Operators that ask the engine for forty blocks, or to advance for ever, before anything comes of it. */
const works: Record<string, { operator(o: Face['operators'], engine: Engine): unknown; source: unknown }> = {
  kaleidoscope: { operator: (o, engine) => o.kaleidoscope({ chains, engine }), source: manifold },
  descend: { operator: (o, engine) => o.descend({ chains, engine }), source: manifold },
  training: { operator: (o, engine) => o.training({ engine }), source: draw satisfies Samples },
  trainManifold: { operator: (o, engine) => o.trainManifold({ engine }), source: draw },
  'measure of energy': { operator: (o, engine) => o.measure({ energy: energy(manifold, { engine }) }), source: draw },
};

describe.each(faces)('the block that runs is the last one where a stream ($name)', ({ operators, observed }) => {
  it.each(Object.entries(works))('of %s is left', async (_, { operator, source }) => {
    for (const sources of [of(source), concat(of(source), NEVER)]) {
      const slow = new Slow();
      const subscription = sources.pipe(observed(operator(operators, slow))).subscribe();
      await expect.poll(() => slow.begun).toBeGreaterThan(3);
      subscription.unsubscribe();
      const { begun } = slow;
      await expect.poll(() => slow.maps).toBe(0);
      expect(slow.begun - begun).toBeLessThanOrEqual(1);
    }
  });

  it.each(Object.entries(works))('of %s is stopped by a signal', async (_, { operator, source }) => {
    const slow = new Slow();
    const over = new AbortController();
    of(source)
      .pipe(observed(operator(operators, slow), over.signal))
      .subscribe();
    await expect.poll(() => slow.begun).toBeGreaterThan(3);
    over.abort();
    const { begun } = slow;
    await expect.poll(() => slow.maps).toBe(0);
    expect(slow.begun - begun).toBeLessThanOrEqual(1);
  });

  it.each(['kaleidoscope', 'descend'])('of %s is superseded, in the middle of a step or after a draw', async (name) => {
    const { operator, source } = works[name]!;
    const slow = new Slow();
    const sources = new Subject<unknown>();
    let seen = 0;
    const subscription = sources.pipe(observed(operator(operators, slow))).subscribe(() => seen++);
    await soon();
    for (const blocks of [4, 4, chains + 4]) {
      const { begun } = slow;
      sources.next(source);
      await expect.poll(() => slow.begun - begun).toBeGreaterThan(blocks);
      expect(slow.maps).toBe(1);
    }
    expect(seen).toBe(1);
    subscription.unsubscribe();
    await expect.poll(() => slow.maps).toBe(0);
  });

  it('is left behind a draw', async () => {
    const slow = new Slow();
    const draws = of(manifold).pipe(observed(operators.kaleidoscope({ chains, engine: slow })), take(1));
    await lastValueFrom(draws);
    await expect.poll(() => slow.maps).toBe(0);
    expect(slow.begun).toBe(chains);
  });
});
