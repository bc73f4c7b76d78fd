import { fromPoints, kaleidoscope, trainManifold } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';

describe("the paper's figure 3, two points on a line", () => {
  it('L = 7, H = 10: noise ends at 0.2 or 0.8 in at least 8 of 10 seeds', async () => {
    const outcomes: { seed: number; loss: number; near: number }[] = [];
    for (let seed = 0; seed < 10; seed++) {
      const manifold = await firstValueFrom(
        fromPoints([0.2, 0.8]).pipe(trainManifold({ depth: 7, width: 10, steps: 2_000, learningRate: 1e-3, seed })),
      );
      const { values } = await lastValueFrom(
        of(manifold).pipe(kaleidoscope({ chains: 100, start: 'normal', seed }), take(30)),
      );
      const near = values.filter((x) => Math.min(Math.abs(x - 0.2), Math.abs(x - 0.8)) <= 0.02).length;
      outcomes.push({ seed, loss: manifold.loss, near });
    }
    console.log(
      outcomes.map(({ seed, loss, near }) => `seed ${seed}: loss ${loss.toExponential(1)}, ${near} near`).join('\n'),
    );
    expect(outcomes.filter(({ loss, near }) => loss <= 1e-6 && near >= 95).length).toBeGreaterThanOrEqual(8);
  });
});
