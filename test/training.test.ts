import { fromPoints, kaleidoscope, lowestLoss, type Samples, training, trainManifold } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { probe } from './probe.js';

const small = { depth: 2, width: 8, learningRate: 1e-2 };
const steps = (options: Parameters<typeof training>[0], points = [0.2, 0.8]) =>
  lastValueFrom(fromPoints(points).pipe(training(options), toArray()));

describe('training', () => {
  it('emits steps 0, every, 2·every, … and the last', async () => {
    const at = async (total: number, every: number) =>
      (await steps({ ...small, steps: total, every })).map(({ step }) => step);
    expect(await at(10, 4)).toEqual([0, 4, 8, 10]);
    expect(await at(8, 4)).toEqual([0, 4, 8]);
    expect(await at(3, 100)).toEqual([0, 3]);
  });

  it('gives the same weights for the same seed, bit for bit, however often it is looked at', async () => {
    const options = { ...small, steps: 60, batchSize: 3, corruption: 0.1, seed: 4 };
    const points = [0.1, 0.3, 0.4, 0.6, 0.9];
    const [often] = (await steps({ ...options, every: 1 }, points)).slice(-1);
    const [seldom] = (await steps({ ...options, every: 60 }, points)).slice(-1);
    const [other] = (await steps({ ...options, seed: 5 }, points)).slice(-1);
    expect(often!.manifold()).toEqual(seldom!.manifold());
    expect(other!.manifold().weights).not.toEqual(seldom!.manifold().weights);
  });

  it('measures the loss of the weights that it emits: Eq. 1', async () => {
    const values = [0.1, 0.5, 0.7];
    for (const step of await steps({ ...small, steps: 30, every: 10 }, values)) {
      const start: Samples = { values: Float32Array.from(values), count: 3, shape: [1], range: [0, 1] };
      const f = await firstValueFrom(of(step.manifold()).pipe(kaleidoscope({ start }), take(1)));
      const loss = values.reduce((sum, x, i) => sum + (x - f.values[i]!) ** 2, 0) / 3;
      expect(step.loss).toBeCloseTo(loss, 6);
      expect(step.manifold()).toMatchObject({ loss: step.loss, steps: step.step, shape: [1], depth: 2, width: 8 });
    }
  });

  it('stops within one step, or 50 ms of steps', async () => {
    await probe(async (counts) => {
      const images = { values: new Float32Array(500 * 784), count: 500, shape: [28, 28, 1], range: [-1, 1] } as const;
      await lastValueFrom(of(images).pipe(training({ width: 500, batchSize: 500, steps: 1000, every: 1 }), take(3)));
      expect(await counts.allClosed()).toBe(true);
      expect(counts.advanced).toBe(3);
    });
  });

  it('says at which step it diverged', async () => {
    const far = steps({ depth: 2, width: 8, steps: 500, learningRate: 1e38 });
    await expect(far).rejects.toThrow(/^training diverged at step \d+: the loss is (NaN|Infinity); try a learningRate/);
  });

  it('learns, with noise on its input too', async () => {
    const [first, ...rest] = await steps({ ...small, steps: 300, corruption: 0.05 });
    expect(rest.at(-1)!.loss).toBeLessThan(first!.loss / 4);
  });
});

describe('trainManifold', () => {
  it('is the best by loss of what training emits', async () => {
    const options = { ...small, steps: 200, every: 20, seed: 9 };
    const seen = await steps(options);
    const best = await firstValueFrom(fromPoints([0.2, 0.8]).pipe(trainManifold(options)));
    expect(best.loss).toBe(Math.min(...seen.map(({ loss }) => loss)));
    expect(best).toEqual(await firstValueFrom(of(...seen).pipe(lowestLoss())));
  });
});
