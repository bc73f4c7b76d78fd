import fc from 'fast-check';
import {
  branch,
  type Draw,
  descend,
  energy,
  fromMnist,
  given,
  kaleidoscope,
  type Manifold,
  measure,
  nearest,
  type Samples,
  thin,
  trainManifold,
  withLabels,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, type MonoTypeOperatorFunction, of, pipe, switchMap, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { engineNames } from './engines.js';
import { pictures, untrained } from './fixtures.js';

const labelUnits = { classes: [2, 5, 7], copies: 2 };
const learned = { blend: [0.6, 1], given: { labels: 0.5, data: 0.5 } } as const;
const manifold: Manifold = { ...untrained(), ...learned };
const withUnits: Manifold = { ...untrained({ labelUnits }), ...learned };
const picture = pictures(1)[0]!;

type Change = MonoTypeOperatorFunction<Manifold>;
const drawn = (on: Manifold, change: Change, options: Parameters<typeof kaleidoscope>[0], n: number): Promise<Draw[]> =>
  lastValueFrom(of(on).pipe(change, kaleidoscope(options), take(n), toArray()));

/** f alone: one application of the network to states. */
async function f(on: Manifold, draw: Draw): Promise<Float32Array> {
  const { motion, known, blend, ...plain } = on;
  const start = { values: draw.state!, count: draw.count, shape: on.shape, range: on.range };
  return (await firstValueFrom(of<Manifold>({ ...plain, noise: [] }).pipe(kaleidoscope({ start })))).values;
}

const anyChange = fc.constantFrom<Change>(
  withTurns({ every: 3 }),
  withTurns({ every: 2, step: 0.3, share: 1 }),
  withWalk(),
  withNoise(0.1),
  pipe(withNoise(0.1), withTurns({ every: 4 })),
  pipe(withWalk({ step: 0.5, level: 0.7 }), withNoise(0.2, { distribution: 'normal' })),
);

describe('chains in motion', () => {
  it('show f of their state, and follow it: turns', async () => {
    const turns = { every: 4, step: 0.1, share: 0.75 };
    const draws = await drawn(manifold, withTurns(turns), { chains: 50, emitStart: true }, 9);
    for (const [i, draw] of draws.slice(1).entries()) {
      const before = draws[i]!;
      expect(draw.values).toEqual(await f(manifold, before));
      const isTurn = draw.step % turns.every === 0;
      const [kept, reached] = isTurn ? [0, 1 - turns.share] : [1 - turns.step, turns.step];
      const rest = draw.state!.map((z, j) => z - kept * before.state![j]! - reached * draw.values[j]!);
      const bound = isTurn ? turns.share : 0;
      expect(Math.max(...rest.map(Math.abs))).toBeLessThanOrEqual(bound + 1e-6);
      if (isTurn) expect(variance(rest)).toBeCloseTo(bound ** 2 / 3, 1);
    }
  });

  it('show f of their state, and follow it: the walk, which keeps its level of noise', async () => {
    const walk = { step: 0.2, level: 0.5 };
    const draws = await drawn(manifold, withWalk(walk), { chains: 50, emitStart: true }, 40);
    const [before, draw] = draws.slice(1) as [Draw, Draw];
    expect(draw.values).toEqual(await f(manifold, before));
    const size = walk.level * Math.sqrt(walk.step * (2 - walk.step));
    const rest = draw.state!.map(
      (z, j) => z - (1 - walk.step) * before.state![j]! - walk.step * (1 - walk.level) * draw.values[j]!,
    );
    expect(Math.max(...rest.map(Math.abs))).toBeLessThanOrEqual(size + 1e-6);
    const last = draws.at(-1)!;
    const noise = last.state!.map((z, j) => z - (1 - walk.level) * last.values[j]!);
    expect(variance(noise) / (walk.level ** 2 / 3)).toBeCloseTo(1, 0);
  });

  it('are centred on the domain, whichever it is', async () => {
    for (const range of [[0, 1] as const, [-1, 1] as const]) {
      const still = untrained({ range });
      const at = { ...still, blend: learned.blend, weights: still.weights.map((w) => w.map(() => 0)) };
      for (const change of [withTurns({ every: 2 }), withWalk()]) {
        const { state } = (await drawn(at, change, { chains: 200 }, 30)).at(-1)!;
        const mean = state!.reduce((sum, z) => sum + z / state!.length, 0);
        expect(mean).toBeCloseTo((range[0] + range[1]) / 2, 1);
      }
    }
  });

  it('without motion are those of Eq. 3, and carry no other state', async () => {
    const draws = await drawn({ ...untrained() }, withNoise(0.1), { chains: 4 }, 3);
    expect(Object.keys(draws[0]!).sort()).toEqual(['count', 'range', 'shape', 'step', 'values']);
  });

  it('keep the first chains as they are when there are more, and stay inside the range', async () => {
    await fc.assert(
      fc.asyncProperty(anyChange, fc.constantFrom(manifold, withUnits), fc.nat(9), async (change, on, seed) => {
        const few = await drawn(on, change, { chains: 3, seed }, 6);
        const many = await drawn(on, change, { chains: 8, seed }, 6);
        few.forEach((draw, i) => {
          expect(closest(many[i]!.values.subarray(0, draw.values.length), draw.values)).toBeLessThan(1e-5);
        });
        for (const { values, state } of many)
          for (const numbers of [values, state ?? values]) expect(numbers.every((v) => v >= -1 && v <= 1)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe.each(engineNames)('on %s', (engine) => {
  it('a chain goes on from any draw bit for bit, with turns, labels and given parts', async () => {
    const mask = Array.from({ length: 16 }, (_, i) => i % 3 === 0);
    const parts = fc.constantFrom<Change>(pipe(), given({ label: [5, 2] }), given(picture, { mask }));
    await fc.assert(
      fc.asyncProperty(anyChange, parts, fc.integer({ min: 1, max: 7 }), async (change, part, left) => {
        const on = pipe(change, part);
        const whole = await drawn(withUnits, on, { chains: 3, seed: 2, engine }, 8);
        const rest = await drawn(withUnits, on, { start: whole[left - 1]!, seed: 2, engine }, 8 - left + 1);
        expect(rest.slice(0, -1)).toEqual(whole.slice(left));
      }),
      { numRuns: 10 },
    );
  });

  it('gives back what was given, exactly, in every draw', async () => {
    const masks = fc
      .array(fc.boolean(), { minLength: 16, maxLength: 48 })
      .filter(({ length }) => length % 48 === 0 || length === 16);
    await fc.assert(
      fc.asyncProperty(anyChange, masks, fc.integer({ min: 1, max: 7 }), async (change, mask, chains) => {
        const on = pipe(change, given(picture, { mask }));
        for (const draw of await drawn(manifold, on, { chains, first: 0, emitStart: true, engine }, 6))
          for (const [i, value] of draw.values.entries()) {
            const from = i % picture.values.length;
            if (mask[from % mask.length]) expect(value).toBe(picture.values[from]);
          }
      }),
      { numRuns: 10 },
    );
  });
});

describe('branch, fork and descend', () => {
  it('let copies of a chain in motion go on as the chain itself would have', async () => {
    const on = pipe(withTurns({ every: 3 }), given({ label: [2, 7, 5] }));
    const whole = await drawn(withUnits, on, { chains: 3, seed: 4 }, 7);
    const start = await firstValueFrom(of(whole[3]!).pipe(branch(2)));
    const rest = await drawn(withUnits, on, { start, seed: 4 }, 3);
    rest.forEach((draw, i) => {
      const { values, state, labels } = whole[4 + i]!;
      expect(closest(values, draw.values.subarray(0, values.length))).toBeLessThan(1e-6);
      expect(closest(state!, draw.state!.subarray(0, state!.length))).toBeLessThan(1e-6);
      expect(Array.from(draw.labels!)).toEqual([...labels!, ...labels!]);
    });
  });

  it('know what is given, whatever their numbers', async () => {
    const three = untrained({ shape: [3] });
    const samples = pictures(1, 5, [3])[0]!;
    const [draw] = await drawn({ ...three, ...learned }, given(samples), { chains: 2, first: 2 ** 52 + 1 }, 1);
    expect(draw!.values).toEqual(samples.values.subarray(2 * 3, 4 * 3)); // 2 ** 52 + 1 is 2 in 5
  });

  it('let chains that descend be turned, and know what is given', async () => {
    const mask = Array.from({ length: 16 }, (_, i) => i < 8);
    const on = pipe(withTurns({ every: 2 }), given(picture, { mask }));
    const options = { chains: 3, steps: 6, seed: 4 };
    const draws = await lastValueFrom(of(manifold).pipe(on, descend(options), toArray()));
    for (const { values } of draws)
      for (const row of [0, 16, 32])
        expect(values.subarray(row, row + 8)).toEqual(picture.values.subarray(row, row + 8));
    const rest = await lastValueFrom(
      of(manifold).pipe(on, descend({ start: draws[2]!, steps: 3, seed: 4 }), toArray()),
    );
    expect(rest).toEqual(draws.slice(3));
  });
});

describe('given', () => {
  it('of nothing changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyChange, async (change) => {
        const expected = await drawn(manifold, change, { chains: 3 }, 5);
        const nothing = given(picture, { mask: new Uint8Array(16) });
        expect(await drawn(manifold, pipe(change, nothing), { chains: 3 }, 5)).toEqual(expected);
        expect(await drawn(withUnits, pipe(change, given({ label: [] })), { chains: 3 }, 5)).toEqual(
          await drawn(withUnits, change, { chains: 3 }, 5),
        );
      }),
      { numRuns: 5 },
    );
  });

  it('lets the chains take labels in turn, and they say them', async () => {
    const on = pipe(withTurns({ every: 2 }), given({ label: [7, 2] }));
    for (const { labels, values, state, count } of await drawn(withUnits, on, { chains: 5, emitStart: true }, 5)) {
      expect(Array.from(labels!)).toEqual([7, 2, 7, 2, 7]);
      expect([values.length, state!.length, count]).toEqual([5 * 16, 5 * (16 + 6), 5]);
    }
  });

  it('twice adds up', async () => {
    const mask = Array.from({ length: 16 }, (_, i) => i < 4);
    const on = pipe(given(picture, { mask }), given({ label: 5 }), withWalk());
    const { values, labels } = (await drawn(withUnits, on, { chains: 3 }, 2)).at(-1)!;
    expect(Array.from(labels!)).toEqual([5, 5, 5]);
    for (const row of [0, 16, 32]) expect(values.subarray(row, row + 4)).toEqual(picture.values.subarray(row, row + 4));
  });

  it('says of a chain that knows nothing of its label what its units say', async () => {
    const draws = await drawn(withUnits, withTurns(), { chains: 20 }, 3);
    for (const { labels } of draws) for (const label of labels!) expect(labelUnits.classes).toContain(label);
  });
});

describe('a manifold that is walked as it was not trained', () => {
  const warnings = async (on: Manifold, change: Change): Promise<string[]> => {
    const seen: string[] = [];
    const listen = ({ name, message }: Error) => void (name === 'KaleidoflowWarning' && seen.push(message));
    process.on('warning', listen);
    await drawn(on, change, { chains: 1, first: 0 }, 1);
    await new Promise(setImmediate);
    process.off('warning', listen);
    return seen;
  };
  const plain: Manifold = untrained();
  const { given: _, ...blended } = manifold;

  it.each([
    [
      'blend, and no motion',
      manifold,
      withNoise(0.1),
      [/trained with blend \[0.6, 1\]; without withTurns\(\) or withWalk\(\)/],
    ],
    ['a turn, and no blend', plain, withTurns(), [/was trained without blend/]],
    ['a walk below the blend', manifold, withWalk({ level: 0.3 }), [/level 0.3 is outside the blend/]],
    ['given parts', blended, pipe(withTurns(), given(picture)), [/trained without given data/]],
    ['as it was trained', manifold, pipe(withTurns(), given(picture)), []],
    ['by Eq. 1', plain, withNoise(0.1), []],
  ] as [string, Manifold, Change, RegExp[]][])('%s', async (_, on, change, expected) => {
    const seen = await warnings(on, change);
    expect(seen).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(seen[i]).toMatch(pattern);
  });
});

describe('what is learned with labels', () => {
  it('is drawn when asked for, and read off when shown', async () => {
    const recipe = { depth: 2, width: 128, steps: 500, batchSize: 64, learningRate: 4e-3, schedule: 'cosine' as const };
    const digits = (await firstValueFrom(fromMnist({ count: 2_000 }))) as Samples & { labels: Int32Array };
    const network = await firstValueFrom(
      of(digits).pipe(withLabels(), trainManifold({ ...recipe, blend: [0.6, 1], given: { labels: 0.5, data: 0.5 } })),
    );
    const asked = Array.from({ length: 10 }, (_, digit) => digit);
    const sample = await lastValueFrom(
      of(network).pipe(
        given({ label: asked }),
        withTurns(),
        kaleidoscope({ chains: 100 }),
        thin(32),
        take(1),
        measure({ nearest: nearest(digits), energy: energy(network) }),
      ),
    );
    const right = sample.metrics.nearest.label.filter((label, i) => label === asked[i % 10]).length;
    expect(right).toBeGreaterThanOrEqual(80);
    expect(Math.max(...sample.metrics.energy)).toBeLessThan(1);

    const shown = (await firstValueFrom(fromMnist({ split: 'test', count: 100 }))) as typeof digits;
    const read = await lastValueFrom(
      of(network).pipe(
        given(shown),
        withTurns(),
        switchMap((knowing) => of(knowing).pipe(kaleidoscope({ chains: 100 }))),
        thin(16),
        take(1),
      ),
    );
    expect(read.values).toEqual(shown.values);
    expect(read.labels!.filter((label, i) => label === shown.labels[i]).length).toBeGreaterThanOrEqual(80);
  });
});

function variance(values: Float32Array): number {
  const mean = values.reduce((sum, x) => sum + x / values.length, 0);
  return values.reduce((sum, x) => sum + (x - mean) ** 2 / values.length, 0);
}

const closest = (a: Float32Array, b: Float32Array): number => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
