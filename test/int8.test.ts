import fc from 'fast-check';
import {
  type Draw,
  fromPoints,
  given,
  kaleidoscope,
  type Manifold,
  trainManifold,
  withNoise,
  withTurns,
} from 'kaleidoflow';
import { lastValueFrom, type MonoTypeOperatorFunction, of, pipe, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { startWeights } from '../dist/src/core/manifold.js';
import { engines } from './engines.js';
import { pictures, untrained, untrainedModel, untrainedNetwork } from './fixtures.js';

const draws = (manifold: Manifold, change: MonoTypeOperatorFunction<Manifold>, options: object, steps = 3) =>
  lastValueFrom(of(manifold).pipe(change, kaleidoscope({ seed: 3, ...options }), take(steps), toArray()));

const rootOfMeanSquare = (a: Float32Array, b: Float32Array) =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);

const changes: Record<string, MonoTypeOperatorFunction<Manifold>> = {
  'nothing added': pipe(),
  noise: withNoise(0.1),
  turns: withTurns({ every: 2 }),
  'a part given': given(pictures(1, 5, [7])[0]!, { mask: [1, 0, 1, 0, 0, 0, 1] }),
};

describe("kaleidoscope({ precision: 'int8' })", () => {
  it.each(Object.keys(changes))('gives a chain that is the same whatever runs beside it, with %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          depth: fc.integer({ min: 1, max: 4 }),
          width: fc.integer({ min: 1, max: 300 }),
          range: fc.constantFrom([0, 1] as const, [-1, 1] as const),
        }),
        fc.integer({ min: 2, max: 300 }),
        fc.nat(299),
        async (architecture, chains, cut) => {
          const range = name === 'a part given' ? ([-1, 1] as const) : architecture.range;
          const manifold = untrained({ ...architecture, range, shape: [7] });
          const trained = { ...manifold, blend: [0.5, 1] as const, given: { labels: 0, data: 0.5 } };
          const at = 1 + (cut % (chains - 1));
          const piece = (first: number, chains: number) =>
            draws(trained, changes[name]!, { first, chains, precision: 'int8' });
          const [whole, before, after] = [await piece(5, chains), await piece(5, at), await piece(5 + at, chains - at)];
          whole.forEach((draw: Draw, i) => {
            expect(before[i]!.values).toEqual(draw.values.subarray(0, at * 7));
            expect(after[i]!.values).toEqual(draw.values.subarray(at * 7));
          });
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each([
    ['the paper’s network', { depth: 10, width: 500 }],
    ['a shallow one', { depth: 3, width: 256 }],
    ['one of (0, 1)', { depth: 3, width: 256, range: [0, 1] as const }],
  ])('is near to single precision: %s', async (_, architecture) => {
    const space = { ...architecture, shape: [28, 28, 1] };
    const manifold = untrained(space);
    // Start weights shrink what they are given; these keep its size, so that there is something to be off by.
    const weights = startWeights(manifold, 2).map((values, i) => (i % 2 === 0 ? values.map((w) => 2.4 * w) : values));
    const [single, int8] = await Promise.all(
      (['single', 'int8'] as const).map((precision) =>
        draws({ ...manifold, weights }, pipe(), { chains: 64, precision }, 1),
      ),
    );
    const values = single![0]!.values;
    const spread = rootOfMeanSquare(values, new Float32Array(values.length).fill(manifold.range[0] === 0 ? 0.5 : 0));
    expect(spread).toBeGreaterThan(0.02);
    expect(rootOfMeanSquare(values, int8![0]!.values) / spread).toBeLessThan(0.1);
  });

  it('falls onto what was learned', async () => {
    const manifold = await lastValueFrom(
      fromPoints([0.2, 0.8]).pipe(trainManifold({ depth: 2, width: 30, steps: 1_500, learningRate: 3e-3, seed: 1 })),
    );
    const last = (await draws(manifold, pipe(), { chains: 40, precision: 'int8' }, 30)).at(-1)!;
    for (const value of last.values) expect(Math.min(Math.abs(value - 0.2), Math.abs(value - 0.8))).toBeLessThan(0.05);
  });

  it.each(engines.filter(({ name }) => name !== 'onnx'))('is refused by engine $name', async ({ name }) => {
    await expect(draws(untrained(), pipe(), { engine: name, precision: 'int8' })).rejects.toThrow(
      `engine '${name}' has no precision 'int8'; MLPs on engine 'onnx' have it`,
    );
  });

  it('is refused for networks of layers', async () => {
    await expect(draws(untrainedNetwork(), pipe(), { precision: 'int8' })).rejects.toThrow(
      "precision 'int8' is for MLPs only; leave it at 'single' for any other network",
    );
    await expect(draws(await untrainedModel(), pipe(), { precision: 'int8' })).rejects.toThrow(
      /^engine 'tensorflow.*' has no precision 'int8'/,
    );
  });
});
