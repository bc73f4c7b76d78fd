import { interval as pulledInterval } from 'ix/asynciterable';
import { switchMap as pulledSwitchMap } from 'ix/asynciterable/operators';
import { nearest } from 'kaleidoflow';
import { interval, type Observable, switchMap } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeManifold } from '../dist/src/models/manifold.js';
import { type Face, faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';
import { alive, watchingThreads } from './threads.js';

const rows = Array.from({ length: 200 }, (_, i) => Math.abs(Math.sin(i)));
const bytes = encodeManifold(untrained());
const wide = encodeManifold(untrained({ width: 1000 }));
const samples = pictures(1, 500)[0]!;

/** What has a thread of its own, and would go on for ever. */
const works: Record<string, (o: Face['operators']) => Observable<unknown>> = {
  trainings: (o) => o.fromPoints(rows).pipe(o.training({ width: 64, steps: 1e6, every: 10 })),
  chains: (o) => o.fromManifold(wide).pipe(o.kaleidoscope({ chains: 100 })),
  descents: (o) => o.fromManifold(wide).pipe(o.descend({ chains: 100, steps: 1e6 })),
  searches: (o) => o.fromManifold(bytes).pipe(o.kaleidoscope(), o.measure({ nearest: nearest(samples) })),
  comparisons: (o) => o.fromManifold(bytes).pipe(o.kaleidoscope(), o.evaluate(samples)),
};

/** The newest work takes over, on each face by its own library. IxJS's operators hear of nothing but a signal while they wait. */
const slider = ({ name, operators, emitted }: Face, work: (typeof works)[string], signal: AbortSignal) =>
  emitted(
    name === 'rxjs'
      ? interval(20).pipe(switchMap(() => work(operators)))
      : pulledInterval(20).pipe(pulledSwitchMap(() => work(operators) as never)),
    signal,
  );

describe.each(faces)('of what is superseded every 20 ms ($name)', (face) => {
  it.each(Object.entries(works))('at most two threads of %s live, and none when it is left', async (_, work) => {
    await watchingThreads(async (threads) => {
      let most = 0;
      const counting = setInterval(() => {
        most = Math.max(most, alive(threads));
      }, 1);
      onTestFinished(() => clearInterval(counting));
      const over = new AbortController();
      onTestFinished(() => over.abort());
      slider(face, work, over.signal).subscribe();
      await expect.poll(() => threads.length, { timeout: 60_000 }).toBeGreaterThan(12);
      over.abort();
      const started = threads.length;
      await expect.poll(() => alive(threads)).toBe(0);
      expect(threads.length).toBe(started);
      expect(most).toBeLessThanOrEqual(2);
    });
  });

  it.each(Object.entries(works))('a thread of %s that is left while it opens ends', async (_, work) => {
    for (const after of [0, 1, 5, 20, 50, 80])
      await watchingThreads(async (threads) => {
        const subscription = face.emitted(work(face.operators)).subscribe();
        onTestFinished(() => subscription.unsubscribe());
        await expect.poll(() => threads.length, { interval: 1 }).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, after));
        subscription.unsubscribe();
        await expect.poll(() => alive(threads)).toBe(0);
      });
  });
});
