import fc from 'fast-check';
import { burnIn, type Draw, kaleidoscope, type Manifold, thin, withNoise } from 'kaleidoflow';
import { firstValueFrom, from, lastValueFrom, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';
import { probe } from './probe.js';

const manifold = untrained();
const noiseOf = (eps: number, on: Manifold = manifold) => firstValueFrom(of(on).pipe(withNoise(eps)));
const draws = (on: Manifold, options: Parameters<typeof kaleidoscope>[0], n: number): Promise<Draw[]> =>
  lastValueFrom(of(on).pipe(kaleidoscope(options), take(n), toArray()));

describe('kaleidoscope', () => {
  it('applies the manifold exactly B + n times for take(n) behind burnIn(B)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(6), fc.integer({ min: 1, max: 6 }), async (B, n) => {
        await probe(async (counts) => {
          const steps = await lastValueFrom(
            of(manifold).pipe(kaleidoscope({ chains: 2 }), burnIn(B), take(n), toArray()),
          );
          expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: n }, (_, i) => B + 1 + i));
          expect(await counts.allClosed()).toBe(true);
          expect(counts.applied).toBe(B + n);
        });
      }),
      { numRuns: 10 },
    );
  });

  it('gives the same draws for the same seed, bit for bit, and others for another', async () => {
    const noisy = await noiseOf(0.1);
    const [a, b, c] = [
      await draws(noisy, { seed: 5 }, 4),
      await draws(noisy, { seed: 5 }, 4),
      await draws(noisy, { seed: 6 }, 4),
    ];
    expect(a).toEqual(b);
    expect(a[3]!.values).not.toEqual(c[3]!.values);
  });

  it('keeps the start and the noise of the first chains when there are more', async () => {
    const half = manifold.weights.map((w) => w.map(() => 0)); // f = 0: a state is its noise
    const noisy = await noiseOf(0.5, { ...manifold, weights: half });
    for (const start of ['uniform', 'normal'] as const) {
      const few = await draws(noisy, { chains: 3, start, emitStart: true }, 3);
      const many = await draws(noisy, { chains: 11, start, emitStart: true }, 3);
      few.forEach((draw, i) => {
        expect(many[i]!.values.subarray(0, draw.values.length)).toEqual(draw.values);
      });
    }
  });

  it('stays finite and inside the range, whatever the noise', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom([0, 1] as const, [-1, 1] as const),
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.constantFrom('uniform' as const, 'normal' as const),
        async (range, eps, distribution) => {
          const source = of(untrained({ range })).pipe(withNoise(eps, { distribution }));
          const seen = await lastValueFrom(
            source.pipe(kaleidoscope({ chains: 3, start: distribution, emitStart: true }), take(4), toArray()),
          );
          for (const { values } of seen) expect(values.every((v) => v >= range[0] && v <= range[1])).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('starts centred on the domain, over all of it', async () => {
    for (const range of [
      [0, 1],
      [-1, 1],
    ] as const) {
      const middle = (range[0] + range[1]) / 2;
      for (const [start, deviation] of [
        ['uniform', (range[1] - range[0]) / Math.sqrt(12)],
        ['normal', 0.7188 * (middle || 1)], // N(μ, μ²) clipped at ±σ: σ·√(1 − 2φ(1)) … = 0.7188 σ
      ] as const) {
        const [x] = await draws(untrained({ range }), { chains: 2000, start, emitStart: true }, 1);
        const n = x!.values.length;
        const mean = x!.values.reduce((sum, v) => sum + v, 0) / n;
        const variance = x!.values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
        expect(Math.abs(mean - middle)).toBeLessThan(0.02);
        expect(Math.abs(Math.sqrt(variance) - deviation)).toBeLessThan(0.02);
      }
    }
  });

  it('goes on from a draw as if it had never stopped', async () => {
    const noisy = await noiseOf(0.1);
    const whole = await draws(noisy, { chains: 4, seed: 3 }, 6);
    const rest = await draws(noisy, { start: whole[2]!, seed: 3 }, 3);
    expect(rest).toEqual(whole.slice(3));
  });

  it('follows f: without noise each state is f of the one before', async () => {
    const [x1, x2] = await draws(manifold, { chains: 4 }, 2);
    const [again] = await draws(manifold, { start: { ...x1! } }, 1);
    expect(again!.values).toEqual(x2!.values);
  });

  it('is taken over by a later manifold', async () => {
    const other = untrained({ range: [0, 1] });
    const seen = await lastValueFrom(from([manifold, other]).pipe(kaleidoscope({ chains: 1 }), take(2), toArray()));
    expect(seen.map(({ range, step }) => [range[0], step])).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });
});

describe('withNoise', () => {
  it('of 0 is the identity', async () => {
    expect(await noiseOf(0)).toBe(manifold);
    const noisy = await noiseOf(0.1);
    expect(await noiseOf(0, noisy)).toBe(noisy);
  });

  it('is centred on 0 and as large as asked for', async () => {
    const silent = { ...manifold, weights: manifold.weights.map((w) => w.map(() => 0)) };
    const once = await noiseOf(0.3, silent);
    const twice = await noiseOf(0.4, once);
    for (const [noisy, variance] of [
      [once, 0.3 ** 2 / 3],
      [twice, (0.3 ** 2 + 0.4 ** 2) / 3],
    ] as const) {
      const [x] = await draws(noisy, { chains: 4000 }, 1);
      const mean = x!.values.reduce((sum, v) => sum + v, 0) / x!.values.length;
      const square = x!.values.reduce((sum, v) => sum + v * v, 0) / x!.values.length;
      expect(Math.abs(mean)).toBeLessThan(0.005);
      expect(Math.abs(square / variance - 1)).toBeLessThan(0.02);
    }
  });
});

describe('burnIn and thin', () => {
  const steps = (stream: ReturnType<typeof from<Draw[]>>) => lastValueFrom(stream.pipe(toArray()));
  const all = pictures(30, 1);

  it('burnIn(a), burnIn(b) is burnIn(max(a, b))', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(35), fc.nat(35), async (a, b) => {
        expect(await steps(from(all).pipe(burnIn(a), burnIn(b)))).toEqual(
          await steps(from(all).pipe(burnIn(Math.max(a, b)))),
        );
      }),
    );
  });

  it('thin(n) keeps steps n, 2n, …, in whichever order they stand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.nat(35), async (n, B) => {
        const kept = await steps(from(all).pipe(thin(n), burnIn(B)));
        expect(kept).toEqual(await steps(from(all).pipe(burnIn(B), thin(n))));
        expect(kept).toEqual(all.filter(({ step }) => step > B && step % n === 0));
      }),
    );
  });
});

describe.each(faces)("burnIn({ until: 'settled' }) ($name)", ({ operators, observed }) => {
  type Burned = Draw & { burnIn: number };
  const run = (source: unknown[], operator: unknown) =>
    lastValueFrom(from(source).pipe(observed(operator), toArray<unknown>())) as Promise<Burned[]>;
  const { burnIn } = operators;
  /** Two chains that move by so much, up and down, from each draw to the next. */
  const moving = (...moves: number[]): Draw[] => {
    const at = (x: number, step: number) => ({ ...pictures(1, 2, [2])[0]!, values: new Float32Array(4).fill(x), step });
    const down = moves.map((_, i) =>
      at(
        moves.slice(0, i + 1).reduce((x, each) => Math.abs(x - each), 0),
        i + 1,
      ),
    );
    return [at(0, 0), ...down];
  };

  it('lets go at the first draw that has hardly moved, and says how many steps it dropped', async () => {
    const draws = moving(0.5, 0.25, 0.125, 0.0625, 0.5, 0.03125);
    for (const [tolerance, B] of [
      [0.125 ** 2, 2],
      [0.1 ** 2, 3],
      [0.05 ** 2, 5],
      [0.3 ** 2, 1],
      [1, 0],
    ] as const) {
      const kept = await run(draws, burnIn({ until: 'settled', tolerance }));
      expect(kept).toEqual(draws.filter(({ step }) => step > B).map((draw) => ({ ...draw, burnIn: B })));
    }
  });

  it('lets go after max steps at the latest', async () => {
    const kept = await run(moving(...Array(9).fill(0.5)), burnIn({ until: 'settled', tolerance: 0.01, max: 6 }));
    expect(kept.map(({ step, burnIn }) => [step, burnIn])).toEqual([7, 8, 9].map((step) => [step, 6]));
  });

  it('gives the draws of burnIn(B) for the B that it found', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), async (moves) => {
        const draws = moving(...moves);
        const kept = await run(draws, burnIn({ until: 'settled', tolerance: 0.04, max: 8 }));
        const B = kept[0]?.burnIn ?? draws.length;
        expect(kept.map(({ burnIn, ...draw }) => draw)).toEqual(await run(draws, burnIn(B)));
      }),
      { numRuns: 30 },
    );
  });

  it('begins anew for a later manifold, and for each subscription', async () => {
    const draws = moving(0.5, 0.01, 0.01);
    const settled = burnIn({ until: 'settled', tolerance: 1e-3 });
    const once = await run(draws, settled);
    expect(once.map(({ burnIn }) => burnIn)).toEqual([1, 1]);
    expect(await run([...draws, ...draws], settled)).toEqual([...once, ...once]);
  });
});
