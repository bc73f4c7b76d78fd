import fc from 'fast-check';
import {
  type Draw,
  type Engine,
  fromTable,
  given,
  type Manifold,
  type MorphOptions,
  morph,
  type Samples,
  toTable,
  withNoise,
  withTurns,
} from 'kaleidoflow';
import { firstValueFrom, from, lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { nextStates } from '../dist/src/engine/next-states.js';
import { engines } from './engines.js';
import { attributeUnits, pictures, untrained, untrainedModel, untrainedNetwork } from './fixtures.js';
import { plainEngine } from './plain-engine.js';
import { expectSame } from './same.js';

const run = (manifold: Manifold, a: Samples, b: Samples, options: MorphOptions = {}): Promise<Draw[]> =>
  lastValueFrom(of(manifold).pipe(morph(a, b, options), toArray()));

/** Some of the samples. */
const some = ({ values, labels, ...samples }: Samples, first: number, count: number): Samples => {
  const size = values.length / samples.count;
  return {
    ...samples,
    count,
    values: values.slice(first * size, (first + count) * size),
    ...(labels && { labels: labels.slice(first, first + count) }),
  };
};

const plain = await plainEngine();
const all = [...engines, plain];

const labelUnits = { classes: [0, 1, 2], copies: 2 };
const [a, b] = pictures(2, 40, [7]).map((draw) => ({
  ...draw,
  labels: Int32Array.from({ length: 40 }, (_, i) => (i * draw.step) % 3),
})) as [Draw, Draw];

describe('morph', () => {
  it('begins with a and ends with b, exactly, in as many draws as were asked for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 40 }), async (frames, count) => {
        const [first, last] = [some(a, 0, count), some(b, 0, count)];
        const draws = await run(untrained({ shape: [7], labelUnits }), first, last, { frames });
        expect(draws.map(({ step }) => step)).toEqual(Array.from({ length: frames }, (_, i) => i));
        for (const [drawn, end] of [
          [draws[0]!, first],
          [draws.at(-1)!, last],
        ] as const) {
          expectSame(drawn.values, end.values);
          expect(drawn.labels).toEqual(end.labels);
        }
        for (const { values, labels, count: chains } of draws) {
          expect([values.length, labels!.length, chains]).toEqual([7 * count, count, count]);
          expect(values.every((value) => value >= -1 && value <= 1)).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('has 30 draws by default, and goes along no farther in one than in another', async () => {
    const draws = await run(untrained({ shape: [7], depth: 1, width: 40 }), some(a, 0, 1), some(b, 0, 1));
    expect(draws).toHaveLength(30);
    const steps = draws
      .slice(1)
      .map(({ values }, i) => Math.hypot(...values.map((value, j) => value - draws[i]!.values[j]!)));
    expect(Math.max(...steps)).toBeLessThan(1.5 * Math.min(...steps));
  });

  it('shows what the network makes of the way between: of one that knows a single picture, that', async () => {
    const manifold = untrained({ shape: [7] });
    const weights = manifold.weights.map((each) => each.map(() => 0));
    const middle = (await run({ ...manifold, weights }, a, b, { frames: 3 }))[1]!;
    // All that it makes is 0, the middle of the domain; with nothing led to the ends.
    expect(Math.max(...middle.values.map(Math.abs))).toBe(0);
  });

  it('goes straight where the network keeps all as it is, and labels and attributes go along', async () => {
    const identity: Engine = {
      ...plain,
      async openMap(manifold, { chains: rows, seed }) {
        const apply = async (x: Float32Array, step: number, first: number) =>
          nextStates(manifold, seed, { x, reached: x, step, first });
        return { rows, apply, close: async () => {} };
      },
    };
    const manifold = untrained({ shape: [7], labelUnits, attributeUnits });
    const ends = [
      {
        ...some(a, 0, 2),
        labels: Int32Array.of(0, 2),
        attributes: [{ hair: 'red', age: 20, hat: 'none' }, { age: 70 }],
      },
      { ...some(b, 0, 2), labels: Int32Array.of(1, 9), attributes: [{ hair: 'black', age: 60 }, { age: 20 }] },
    ] as const;
    const draws = await run(manifold, ...ends, { frames: 6, engine: identity });
    for (const [i, { values }] of draws.entries())
      for (const [j, value] of values.entries())
        expect(value).toBeCloseTo(((5 - i) * a.values[j]! + i * b.values[j]!) / 5, 5);
    const said = (chain: number, name: string) => draws.map(({ attributes }) => attributes![chain]![name]);
    expect(said(0, 'hair')).toEqual(['red', 'red', 'red', 'black', 'black', 'black']);
    expect(said(0, 'age').map(Number).map(Math.round)).toEqual([20, 28, 36, 44, 52, 60]);
    // The ends say what they said, and what is beyond what was learned goes along as the nearest that was.
    expect(said(1, 'age').map(Number).map(Math.round)).toEqual([70, 52, 44, 36, 28, 20]);
    expect(said(0, 'hat')).toEqual(['none', ...Array(5).fill(undefined)]);
    expect(draws.map(({ labels }) => labels![0])).toEqual([0, 0, 0, 1, 1, 1]);
    // Of a class that was not learned nothing is known.
    expect(draws.map(({ labels }) => labels![1])).toEqual([2, 2, 2, 2, 2, 9]);
  });

  it.each(all)('on $name a chain is the same whatever runs beside it', async (engine: Engine) => {
    const tolerance = engine.name === 'onnx' || engine === plain ? 0 : 1e-4;
    const manifold = untrained({ shape: [7], labelUnits, width: 50 });
    const whole = await run(manifold, a, b, { frames: 5, engine });
    for (const [first, count] of [
      [0, 1],
      [3, 20],
      [39, 1],
    ] as const) {
      const part = await run(manifold, some(a, first, count), some(b, first, count), { frames: 5, engine });
      for (const [i, { values, labels }] of part.entries()) {
        const expected = some(whole[i]!, first, count);
        expect(labels).toEqual(expected.labels);
        if (tolerance === 0) expectSame(values, expected.values);
        else
          for (const [j, value] of values.entries())
            expect(Math.abs(value - expected.values[j]!)).toBeLessThan(tolerance);
      }
    }
  });

  it('goes in blocks where there are more chains than are mapped at once', async () => {
    const manifold = untrained({ shape: [7], width: 1000 });
    const [many, others] = pictures(2, 1500, [7]) as [Draw, Draw];
    const whole = await run(manifold, many, others, { frames: 3 });
    const part = await run(manifold, some(many, 1490, 10), some(others, 1490, 10), { frames: 3 });
    expectSame(part[1]!.values, some(whole[1]!, 1490, 10).values);
  });

  it('asks nothing of noise, motion and what was given, and warns of nothing', async () => {
    const manifold = untrained({ shape: [7], labelUnits });
    const learned: Manifold = { ...manifold, blend: [0.6, 1], given: { labels: 0.5, data: 0.5 } };
    const changed = await firstValueFrom(
      of(learned).pipe(
        withNoise(0.3),
        withTurns(),
        given({ label: 2 }),
        given(some(a, 0, 1), { mask: [1, 0, 1, 0, 1, 0, 1] }),
      ),
    );
    const [bare, other] = [await run(manifold, a, b, { frames: 4 }), await run(changed, a, b, { frames: 4 })];
    for (const [i, { values }] of bare.entries()) expectSame(other[i]!.values, values);
  });

  it.each([
    ['samples without labels', { labelUnits }],
    ['a manifold without', {}],
  ])('of %s says none at the ends', async (_, more) => {
    const { labels: _a, ...bare } = a;
    const draws = await run(untrained({ shape: [7], ...more }), bare, b, { frames: 3 });
    expect('labels' in draws[0]!).toBe(false);
    expect('labels' in draws[1]!).toBe('labelUnits' in more);
  });

  it.each<[string, () => Manifold | Promise<Manifold>]>([
    ['layers', () => untrainedNetwork()],
    ['a LayersModel', () => untrainedModel()],
  ])('goes along the manifold of %s', async (_, manifold) => {
    const [one, two] = pictures(2) as [Draw, Draw];
    const draws = await run(await manifold(), one, two, { frames: 4 });
    expect(draws).toHaveLength(4);
    expectSame(draws[3]!.values, two.values);
  });

  it('goes from row to row of a table', async () => {
    const rows = [
      { mass: 1, kind: 'a' },
      { mass: 2, kind: 'b' },
      { mass: 4, kind: 'b' },
    ];
    const samples = await firstValueFrom(fromTable(rows));
    const { shape, range, table } = samples;
    const manifold = { ...untrained({ shape: [...shape], range }), table: table! };
    const made = await lastValueFrom(
      of(manifold).pipe(morph(some(samples, 0, 1), some(samples, 2, 1), { frames: 4 }), toTable(), toArray()),
    );
    expect([made[0], made.at(-1)]).toEqual([[rows[0]], [rows[2]]]);
  });

  it('keeps what it was given when it was built, and gives the same bits each time', async () => {
    const [one, two] = [some(a, 0, 3), some(b, 0, 3)];
    const morphed = morph(one, two, { frames: 4 });
    const manifold = untrained({ shape: [7] });
    const before = await lastValueFrom(of(manifold).pipe(morphed, toArray()));
    one.values.fill(0);
    two.values.fill(0);
    const after = await lastValueFrom(from([manifold]).pipe(morphed, toArray()));
    for (const [i, { values }] of before.entries()) expectSame(after[i]!.values, values);
  });

  it('refuses samples of another space than the manifold', async () => {
    await expect(run(untrained(), a, b)).rejects.toThrow(
      "morph: a must have the manifold's shape [4, 4, 1] and range [-1, 1], not [7] and [-1, 1]",
    );
  });

  it('tells of an engine that gives what is no value', async () => {
    const broken: Engine = {
      ...plain,
      name: 'broken',
      async openMap(...args) {
        const map = await plain.openMap(...args);
        return {
          ...map,
          async apply(...args) {
            const applied = await map.apply(...args);
            return { ...applied, shown: applied.shown.map(() => Number.NaN) };
          },
        };
      },
    };
    await expect(run(untrained({ shape: [7] }), a, b, { engine: broken })).rejects.toThrow(
      'morph: the broken engine gave NaN at step 1, in chain 0; states are in [-1, 1]',
    );
  });
});
