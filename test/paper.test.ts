import { fromMnist, fromPoints, kaleidoscope, training, trainManifold } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { measureFigure2 } from '../dist/tools/figures/figure-2.js';
import { measureStair, settings as stairs } from '../dist/tools/figures/figure-3.js';
import { measureFourSteps } from '../dist/tools/figures/figure-4.js';
import { measureEnds, settings as planes } from '../dist/tools/figures/figure-5.js';
import { measureCorners } from '../dist/tools/figures/figure-6.js';
import { median } from '../dist/tools/figures/report.js';

async function seeds<T>(count: number, measure: (seed: number) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let seed = 0; seed < count; seed++) found.push(await measure(seed));
  return found;
}

/** With fewer seeds and steps than `npm run figures` takes: docs/paper.md has all numbers, also of claims that don't hold. */
describe("the paper's claims", () => {
  it('figure 2: f is about 0.5 over the whole of (0, 1), and noise is there within 3 runs', async () => {
    for (const { loss, furthest, runs } of await seeds(4, measureFigure2)) {
      expect(loss).toBeLessThanOrEqual(1e-8);
      expect(furthest).toBeLessThan(0.05);
      expect(runs).toBeLessThanOrEqual(3);
    }
  });

  it('figure 3: L = 7 is flatter around the points than L = 2, and burns in sooner', async () => {
    const shallow = await seeds(6, (seed) => measureStair(stairs.shallow, seed));
    const deep = await seeds(6, (seed) => measureStair(stairs.deep, seed));
    const both = deep.flatMap((stair, i) => (stair.loss <= 1e-4 && shallow[i]!.loss <= 1e-4 ? [i] : []));
    expect(both.length).toBeGreaterThanOrEqual(3); // so narrow a network does not always learn
    const of = (found: typeof deep, what: 'flat' | 'runs') => median(both.map((i) => found[i]![what]));
    expect(of(deep, 'flat')).toBeGreaterThan(of(shallow, 'flat') + 0.1);
    expect(of(deep, 'runs')).toBeLessThan(of(shallow, 'runs'));
  });

  it('figure 3, with H = 10: noise ends at 0.2 or 0.8 in at least 8 of 10 seeds', async () => {
    const outcomes = await seeds(10, async (seed) => {
      const manifold = await firstValueFrom(
        fromPoints([0.2, 0.8]).pipe(trainManifold({ depth: 7, width: 10, steps: 2_000, learningRate: 1e-3, seed })),
      );
      const { values } = await lastValueFrom(
        of(manifold).pipe(kaleidoscope({ chains: 100, start: 'normal', seed }), take(30)),
      );
      const near = values.filter((x) => Math.min(Math.abs(x - 0.2), Math.abs(x - 0.8)) <= 0.02).length;
      return { loss: manifold.loss, near };
    });
    expect(outcomes.filter(({ loss, near }) => loss <= 1e-6 && near >= 95).length).toBeGreaterThanOrEqual(8);
  });

  it('figure 4: chains end at the four points, though seldom at all four', async () => {
    const found = await seeds(4, measureFourSteps);
    expect(median(found.map(({ near }) => near))).toBeGreaterThanOrEqual(0.9);
    expect(median(found.map(({ reached }) => reached))).toBeGreaterThanOrEqual(2.5);
  });

  it('figure 5: nearly all of 1000 noise points end at the point, or at the four', async () => {
    for (const { near } of await seeds(3, (seed) => measureEnds(planes.a, seed))) expect(near).toBeGreaterThan(0.95);
    const four = await seeds(3, (seed) => measureEnds(planes.b, seed));
    expect(median(four.map(({ near }) => near))).toBeGreaterThan(0.9);
  });

  it.each([1, 16])('figure 6: 2048 points flatten the manifold, D = %d', async (D) => {
    const few = await measureCorners(D, 1, 500, 6);
    const many = await measureCorners(D, 2048, 500, 6);
    expect(many.corner).toBeLessThan(few.corner / 1.5);
  });

  it("figure 7: the published code's loss before the first step", async () => {
    const step = await firstValueFrom(
      fromMnist({ count: 10_000 }).pipe(training({ depth: 10, width: 500, batchSize: 1_000, steps: 1, seed: 1 })),
    );
    expect(Math.abs(step.loss / 0.9275 - 1)).toBeLessThan(0.02);
  });
});
