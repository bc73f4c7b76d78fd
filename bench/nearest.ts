import { fromMnist, kaleidoscope, measure, nearest, withNoise } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take, tap } from 'rxjs';
import { manifold, median } from './net.js';

/** Milliseconds a draw of 64 chains, each with its nearest of MNIST's 60 000 training images. */
export async function searching(draws: number): Promise<number> {
  const digits = await firstValueFrom(fromMnist());
  const times: number[] = [];
  let last = 0;
  const pipeline = of(manifold).pipe(
    withNoise(0.01),
    kaleidoscope({ chains: 64 }),
    measure({ nearest: nearest(digits) }),
    take(draws + 2),
    tap(() => {
      const now = performance.now();
      times.push(now - last);
      last = now;
    }),
  );
  await lastValueFrom(pipeline);
  return median(times.slice(-draws));
}
