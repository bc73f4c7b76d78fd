import fc from 'fast-check';
import {
  type DescendOptions,
  type Draw,
  descend,
  type Engine,
  given,
  type KaleidoscopeOptions,
  kaleidoscope,
  type Manifold,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import { lastValueFrom, type MonoTypeOperatorFunction, of, pipe, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { engines } from './engines.js';
import { attributeUnits, pictures, untrained } from './fixtures.js';
import { isPage } from './place.js';
import { plainEngine } from './plain-engine.js';
import { expectSame } from './same.js';

type Piece = Pick<KaleidoscopeOptions, 'chains' | 'first' | 'engine'>;
type Way = (piece: Piece) => Promise<Draw[]>;
type Change = MonoTypeOperatorFunction<Manifold>;

const seed = 3;
const walked =
  (manifold: Manifold, change: Change = pipe(), steps = 3): Way =>
  (piece) =>
    lastValueFrom(of(manifold).pipe(change, kaleidoscope({ seed, ...piece }), take(steps), toArray()));
const descended =
  (manifold: Manifold, change: Change = pipe(), options: DescendOptions = {}): Way =>
  (piece) =>
    lastValueFrom(of(manifold).pipe(change, descend({ seed, steps: 2, ...options, ...piece }), toArray()));

/** Compares the draws of chains with those of all: value for value, state for state, label for label. */
function compare(part: readonly Draw[], whole: readonly Draw[], offset: number, tolerance: number): void {
  expect(part.length).toBe(whole.length);
  part.forEach((draw, i) => {
    for (const name of ['values', 'state', 'labels'] as const) {
      const [ours, theirs] = [draw[name], whole[i]![name]];
      if (!ours || !theirs) expect(ours).toBe(theirs);
      else {
        const from = (offset * ours.length) / draw.count;
        const same = theirs.subarray(from, from + ours.length);
        if (tolerance === 0) expectSame(ours, same);
        else for (let j = 0; j < ours.length; j++) expect(Math.abs(ours[j]! - same[j]!)).toBeLessThan(tolerance);
      }
    }
  });
}

async function inPieces(way: Way, of: Required<Omit<Piece, 'engine'>>, cuts: readonly number[], engine: Engine) {
  const { first, chains } = of as { first: number; chains: number };
  const whole = await way({ first, chains, engine });
  const ends = [...new Set([0, ...cuts.map((cut) => cut % chains), chains])].sort((a, b) => a - b);
  for (const [i, end] of ends.slice(1).entries()) {
    const begin = ends[i]!;
    const part = await way({ first: first + begin, chains: end - begin, engine });
    compare(part, whole, begin, engine.name.startsWith('tensorflow') ? 1e-5 : 0);
  }
}

const labelUnits = { classes: [0, 1, 2], copies: 2 };
const changes: Record<string, Change> = {
  'nothing added': pipe(),
  noise: withNoise(0.1),
  'two kinds of noise': pipe(withNoise(0.1), withNoise(0.2, { distribution: 'normal' })),
  turns: withTurns({ every: 2 }),
  'a walk, and labels given': pipe(withWalk(), given({ label: [2, 0] })),
  'attributes given': given({ attributes: [{ hair: 'red' }, {}, { age: 33 }] }),
  'a part given': given(pictures(1, 5, [7])[0]!, { mask: [1, 0, 1, 0, 0, 0, 1] }),
};

/** In a page that one alone which is another there; of a GPU, which takes long in software, test/webgpu.test.ts has its own. */
const all = isPage ? engines.filter(({ name }) => name === 'onnx') : [...engines, await plainEngine()];

describe.each(all)('on $name, a chain is the same whatever runs beside it', (engine) => {
  const few = engine.name !== 'onnx';

  it.each(Object.keys(changes))('with %s', async (name) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          depth: fc.integer({ min: 1, max: 3 }),
          width: few
            ? fc.integer({ min: 1, max: 30 })
            : fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 600 })),
          range: fc.constantFrom([0, 1] as const, [-1, 1] as const),
        }),
        fc.record({
          first: fc.oneof(fc.nat(1000), fc.constantFrom(2 ** 31 - 1, 2 ** 32 - 2, 2 ** 40)),
          chains: few
            ? fc.integer({ min: 1, max: 40 })
            : fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 71, max: 2000 })),
        }),
        fc.array(fc.nat(2000), { minLength: 1, maxLength: 2 }),
        fc.boolean(),
        async (network, chains, cuts, isDescent) => {
          const { range } = network;
          const manifold = untrained({
            ...network,
            shape: [7],
            range: name === 'a part given' ? [-1, 1] : range,
            labelUnits,
            ...(name === 'attributes given' && { attributeUnits }),
          });
          const way = isDescent ? descended(manifold, changes[name]) : walked(manifold, changes[name]);
          await inPieces(way, chains, cuts, engine);
        },
      ),
      { numRuns: few || isPage ? 3 : 8 },
    );
  });

  it('with samples to start from, corrupted by noise', async () => {
    const start = pictures(1, 30, [7])[0]!;
    const manifold = untrained({ shape: [7] });
    const way: Way = ({ chains, first, ...piece }) => {
      const part = { ...start, values: start.values.subarray(7 * first!, 7 * (first! + chains!)), count: chains! };
      return descended(manifold, pipe(), { start: part, corruption: 0.3 })({ first, ...piece });
    };
    await inPieces(way, { first: 0, chains: 30 }, [1, 12], engine);
  });
});

describe('chains 0 to 999 of a network for images', () => {
  const manifold = untrained({ depth: 3, width: 256, shape: [28, 28, 1] });
  const ways: [string, Way][] = [
    ['kaleidoscope', walked(manifold, pipe(), 2)],
    ['kaleidoscope with noise', walked(manifold, withNoise(0.1), 2)],
    ['descend', descended(manifold)],
    ['descend with noise', descended(manifold, withNoise(0.1))],
  ];

  it.each(isPage ? ways.filter(([name]) => name.endsWith('noise')) : ways)(
    '%s: in four pieces, and chain by chain',
    async (_, way) => {
      const all = await way({ chains: 1000 });
      for (let first = 0; first < 1000; first += 250) compare(await way({ first, chains: 250 }), all, first, 0);
      await fc.assert(
        fc.asyncProperty(fc.nat(999), async (first) => compare(await way({ first, chains: 1 }), all, first, 0)),
        { numRuns: isPage ? 2 : 4 },
      );
    },
  );
});

describe('more chains than are mapped at once', () => {
  it('go through the network in blocks, and are what they are by themselves', async () => {
    const manifold = untrained({ depth: 2, width: 1000, shape: [3] });
    for (const change of isPage ? [withTurns({ every: 2 })] : [pipe(), withNoise(0.1), withTurns({ every: 2 })]) {
      const way = walked(manifold, change);
      await inPieces(way, { first: 7, chains: 2500 }, [1200, 2499], all[0]!);
    }
  });

  it('are refused, with what they need and what there is, where they cannot fit', async () => {
    const manifold = untrained({ depth: 1, width: 3, shape: [1] });
    const refused = /chains must fit into memory: 1000000000000 need 12000\.0 GB, and there are [\d.]+ GB/;
    await expect(walked(manifold)({ chains: 1e12 })).rejects.toThrow(refused);
    await expect(descended(manifold)({ chains: 1e12 })).rejects.toThrow(RangeError);
    expect(() => walked(manifold)({ chains: 2, first: Number.MAX_SAFE_INTEGER })).toThrow(
      'kaleidoscope: first must leave room for 2 whole numbers',
    );
  });
});
