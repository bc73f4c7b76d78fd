import { kaleidoscope, training, withNoise } from 'kaleidoflow';
import { type Observable, of } from 'rxjs';
import { expect, it } from 'vitest';
import { Dice } from '../../dist/tools/soak/dice.js';
import { mnistLike, quickNetwork } from '../../dist/tools/soak/networks.js';

const streams: readonly (() => Observable<unknown>)[] = [
  () => of(mnistLike(300)).pipe(training({ width: 32, depth: 2, steps: 1e6, every: 1, batchSize: 32 })),
  () => of(quickNetwork()).pipe(withNoise(0.1), kaleidoscope({ chains: 8 })),
];

/** Counts the workers that live while `use` runs. */
async function countingWorkers(use: (living: () => number) => Promise<void>): Promise<void> {
  const { Worker } = globalThis;
  let living = 0;
  globalThis.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      living++;
    }

    override terminate() {
      super.terminate();
      living--;
    }
  };
  try {
    await use(() => living);
  } finally {
    globalThis.Worker = Worker;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function megabytes(): number {
  (globalThis as { gc?: () => void }).gc!();
  return (performance as Performance & { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 2 ** 20;
}

it('after 200 subscriptions left at random instants no worker lives, and the heap is level', { timeout: 300_000 }, () =>
  countingWorkers(async (living) => {
    const dice = new Dice(1);
    const heap: number[] = [];
    let most = 0;
    for (let i = 0; i < 200; i++) {
      const subscription = dice.one(streams)().subscribe();
      await pause(600 * dice.share());
      subscription.unsubscribe();
      most = Math.max(most, living());
      if (i % 50 === 49) {
        for (let waited = 0; waited < 100 && living() > 0; waited++) await pause(50);
        expect(living()).toBe(0);
        heap.push(megabytes());
      }
    }
    console.log(
      `at most ${most} workers at once, now ${living()}; heap ${heap.map((mb) => mb.toFixed(1)).join(', ')} MB`,
    );
    // The page has the garbage of other tests too, which comes and goes by some megabytes; what leaks only comes.
    expect(Math.min(...heap.slice(2)) - Math.max(...heap.slice(0, 2))).toBeLessThan(2);
  }),
);
