import { fromMnist, kaleidoscope, measure, nearest, withNoise } from 'kaleidoflow';
import { firstValueFrom, of, take } from 'rxjs';
import { manifold } from './net.js';
import { pace } from './pace.js';

/** Milliseconds a draw of 64 chains, each with its nearest of MNIST's 60 000 training images. */
export async function searching(draws: number): Promise<number> {
  const metrics = { nearest: nearest(await firstValueFrom(fromMnist())) };
  const chains = of(manifold).pipe(withNoise(0.01), kaleidoscope({ chains: 64 }), measure(metrics), take(draws + 2));
  return pace(chains, draws);
}
