/** A page that learns, watches, leaves and starts again, for as long as it is left to. */
import { kaleidoscope, toCanvas, training, withNoise } from 'kaleidoflow';
import { exhaustMap, of, take } from 'rxjs';
import { Dice } from '../../dist/tools/soak/dice.js';
import { mnistLike } from '../../dist/tools/soak/networks.js';

const canvas = document.body.appendChild(document.createElement('canvas'));
const samples = mnistLike(500);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const bench = { visits: 0, frames: 0, failed: '' };
Object.assign(globalThis, { bench });

const dice = new Dice(1);
for (;;) {
  const subscription = of(samples)
    .pipe(
      training({ depth: 4, width: 128, steps: 1e6, every: 20, batchSize: 64 }),
      exhaustMap(({ manifold }) =>
        of(manifold()).pipe(withNoise(0.01), kaleidoscope({ chains: 48 }), take(30), toCanvas(canvas)),
      ),
    )
    .subscribe({
      next: () => bench.frames++,
      error: ({ message }) => {
        bench.failed = message;
      },
    });
  await pause(4_000 * dice.share());
  subscription.unsubscribe();
  bench.visits++;
}
