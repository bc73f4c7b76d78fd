import {
  type Draw,
  descend,
  fromPoints,
  kaleidoscope,
  type Manifold,
  type Samples,
  trainManifold,
  withNoise,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pictures, untrained } from './fixtures.js';
import { probe } from './probe.js';

const manifold = untrained();
const draws = (on: Manifold, options: Parameters<typeof descend>[0]): Promise<Draw[]> =>
  lastValueFrom(of(on).pipe(descend(options), toArray()));

/** ‖x − f(x)‖²/D of each sample. */
async function losses(on: Manifold, samples: Samples): Promise<number[]> {
  const f = await firstValueFrom(of(on).pipe(kaleidoscope({ start: samples }), take(1)));
  const size = f.values.length / f.count;
  return Array.from({ length: f.count }, (_, i) => {
    let sum = 0;
    for (let j = i * size; j < (i + 1) * size; j++) sum += (samples.values[j]! - f.values[j]!) ** 2;
    return sum / size;
  });
}
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('descend', () => {
  it('takes as many steps as asked for, one for each draw that is read, and ends', async () => {
    await probe(async (counts) => {
      expect((await draws(manifold, { chains: 2, steps: 4 })).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
      expect(counts.applied).toBe(4);
      await lastValueFrom(of(manifold).pipe(descend({ steps: 50 }), take(3)));
      expect(await counts.allClosed()).toBe(true);
      expect(counts.applied).toBe(7);
    });
  });

  it('starts where the kaleidoscope starts, and does not depend on how many chains there are', async () => {
    const noisy = await firstValueFrom(of(manifold).pipe(withNoise(0.1)));
    const few = await draws(noisy, { chains: 3, steps: 3, seed: 2 });
    const many = await draws(noisy, { chains: 7, steps: 3, seed: 2 });
    few.forEach(({ values }, i) => {
      for (const [j, value] of values.entries()) expect(many[i]!.values[j]).toBeCloseTo(value, 5);
    });
    const still = await draws(manifold, { chains: 3, steps: 1, seed: 2, learningRate: 1e-30 });
    const start = await firstValueFrom(of(manifold).pipe(kaleidoscope({ chains: 3, seed: 2, emitStart: true })));
    expect(still[0]!.values).toEqual(start.values);
  });

  it('goes on from a draw as if it had never stopped, noise and all', async () => {
    const noisy = await firstValueFrom(of(manifold).pipe(withNoise(0.1)));
    const whole = await draws(noisy, { chains: 4, steps: 6, seed: 3 });
    expect(await draws(noisy, { start: whole[2]!, steps: 3, seed: 3 })).toEqual(whole.slice(3));
  });

  it('puts white noise on start samples, as much as asked for, inside the range', async () => {
    const { values, ...rest } = pictures(1, 500)[0]!;
    const start = { ...rest, values: values.map(() => 0) };
    const [still] = await draws(manifold, { start, corruption: 0.3, steps: 1, learningRate: 1e-30 });
    const n = still!.values.length;
    expect(Math.abs(mean(Array.from(still!.values)))).toBeLessThan(0.02);
    expect(Math.sqrt(still!.values.reduce((sum, v) => sum + v * v, 0) / n)).toBeCloseTo(0.3, 1.5);
    const [wild] = await draws(manifold, { start, corruption: 30, steps: 1 });
    expect(wild!.values.every((v) => v >= -1 && v <= 1)).toBe(true);
  });

  it("falls, chain by chain, on the paper's 2-D points: figure 5b", async () => {
    const corners = [0.2, 0.8].flatMap((x) => [0.2, 0.8].map((y) => [x, y]));
    const learned = await firstValueFrom(
      fromPoints(corners).pipe(trainManifold({ depth: 7, width: 50, steps: 1_000, learningRate: 1e-3, seed: 1 })),
    );
    const start = await firstValueFrom(of(learned).pipe(kaleidoscope({ chains: 40, emitStart: true })));
    const end = (await draws(learned, { chains: 40, steps: 200 })).at(-1)!;
    const [before, after] = [await losses(learned, start), await losses(learned, end)];
    console.log(`2-D points: loss ${mean(before)} at the start, ${mean(after)} after 200 steps of descent`);
    expect(mean(after)).toBeLessThan(mean(before) / 10);
  });
});
