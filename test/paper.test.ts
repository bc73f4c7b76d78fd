import { describe, expect, it } from 'vitest';
import { measureFigure2 } from '../dist/figures/figure-2.js';
import { measureStair, settings as stairs } from '../dist/figures/figure-3.js';
import { measureFourSteps } from '../dist/figures/figure-4.js';
import { measureEnds, settings as planes } from '../dist/figures/figure-5.js';
import { measureCorners } from '../dist/figures/figure-6.js';
import { median } from '../dist/figures/report.js';

/** The paper's claims, with fewer seeds than `npm run figures` takes; docs/paper.md has the numbers of all. */
describe("the paper's claims", () => {
  const seeds = <T>(count: number, measure: (seed: number) => Promise<T>): Promise<T[]> =>
    Array.from({ length: count }).reduce<Promise<T[]>>(
      async (before, _, seed) => [...(await before), await measure(seed)],
      Promise.resolve([]),
    );

  it('figure 2: f is about 0.5 over the whole of (0, 1), and noise is there within 3 runs', async () => {
    for (const { loss, furthest, runs } of await seeds(5, measureFigure2)) {
      expect(loss).toBeLessThanOrEqual(1e-8);
      expect(furthest).toBeLessThan(0.05);
      expect(runs).toBeLessThanOrEqual(3);
    }
  });
});
