import { kaleidoscope, training, withNoise } from 'kaleidoflow';
import { type Observable, of } from 'rxjs';
import { expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
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

const session = cdp();

/**
 * Which of the browser's contexts this page is; the browser speaks of them only until it is known. The first command is waited for:
 * vitest opens a session by it, and two at once open two, of which one speaks and the other is listened to.
 */
async function findThisPage(): Promise<{ contextId: number }> {
  const mark = crypto.randomUUID();
  await session.send('Runtime.evaluate', { expression: '' });
  Object.assign(globalThis, { [mark]: true });
  const contextId = await new Promise<number>((resolve) => {
    const see: Parameters<typeof session.on<'Runtime.executionContextCreated'>>[1] = async ({ context: { id } }) => {
      const { result } = await session.send('Runtime.evaluate', {
        expression: `'${mark}' in globalThis`,
        contextId: id,
      });
      if (!result.value) return;
      session.off('Runtime.executionContextCreated', see);
      resolve(id);
    };
    session.on('Runtime.executionContextCreated', see);
    session.send('Runtime.enable');
  });
  await session.send('Runtime.disable');
  return { contextId };
}

const thisPage = findThisPage();

/**
 * Counts the objects of this page that are alive, once garbage is collected: the browser's own count, which is exact,
 * where the size of the heap swings by megabytes with what else is in it.
 */
async function livingObjects(): Promise<number> {
  const prototype = await session.send('Runtime.evaluate', { expression: 'Object.prototype', ...(await thisPage) });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: prototype.result.objectId! });
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: 'function () { return this.length }',
  });
  await session.send('Runtime.releaseObject', { objectId: objects.objectId! });
  return result.value;
}

it(
  'after 200 subscriptions left at random instants no worker lives, and nothing is left of any',
  { timeout: 300_000 },
  () =>
    countingWorkers(async (living) => {
      const dice = new Dice(1);
      const objects: number[] = [];
      let most = 0;
      for (let i = 0; i < 200; i++) {
        const subscription = dice.one(streams)().subscribe();
        await pause(600 * dice.share());
        subscription.unsubscribe();
        most = Math.max(most, living());
        if (i % 50 === 49) {
          for (let waited = 0; waited < 100 && living() > 0; waited++) await pause(50);
          expect(living()).toBe(0);
          objects.push(await livingObjects());
        }
      }
      console.log(`at most ${most} workers at once, now ${living()}; objects alive: ${objects.join(', ')}`);
      const [first = 0, , , last = 0] = objects;
      expect(first).toBeGreaterThan(0);
      expect(last - first, 'objects left of 150 subscriptions').toBeLessThan(50);
    }),
);
