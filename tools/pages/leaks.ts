/** A page that subscribes and leaves, as often as it is told to, and counts its workers. */
import { kaleidoscope, training, withNoise } from 'kaleidoflow';
import { type Observable, of } from 'rxjs';
import { Dice } from '../../dist/tools/soak/dice.js';
import { mnistLike, quickNetwork } from '../../dist/tools/soak/networks.js';

const streams: readonly (() => Observable<unknown>)[] = [
  () => of(mnistLike(300)).pipe(training({ width: 32, depth: 2, steps: 1e6, every: 1, batchSize: 32 })),
  () => of(quickNetwork()).pipe(withNoise(0.1), kaleidoscope({ chains: 8 })),
];

const bench = { living: 0, most: 0, leave };
Object.assign(globalThis, { bench });

const { Worker } = globalThis;
globalThis.Worker = class extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    bench.most = Math.max(bench.most, ++bench.living);
  }

  override terminate() {
    super.terminate();
    bench.living--;
  }
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const dice = new Dice(1);

/** Leaves so many subscriptions at random instants, and waits until their workers have ended, for five seconds at most. */
async function leave(subscriptions: number): Promise<void> {
  for (let i = 0; i < subscriptions; i++) {
    const subscription = dice.one(streams)().subscribe();
    await pause(600 * dice.share());
    subscription.unsubscribe();
  }
  for (let waited = 0; waited < 100 && bench.living > 0; waited++) await pause(50);
}
