import fc from 'fast-check';
import {
  boxDimension,
  burnIn,
  coverage,
  type Draw,
  energy,
  fork,
  fromMnist,
  kaleidoscope,
  type Measured,
  type Metrics,
  measure,
  movement,
  nearest,
  type Samples,
  withNoise,
} from 'kaleidoflow';
import { firstValueFrom, from, lastValueFrom, map, mergeMap, of, Subject, take, takeUntil, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../dist/src/core/samples.js';
import { faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';
import { probe } from './probe.js';

const measured = <M extends Metrics>(draws: Draw[], metrics: M): Promise<Measured<Draw, M>[]> =>
  lastValueFrom(from(draws).pipe(measure(metrics), toArray()));

const drawOf = (values: ArrayLike<number>, shape: number[], range: Draw['range'] = [0, 1]): Draw => ({
  values: Float32Array.from(values),
  count: values.length / sizeOf(shape),
  shape,
  range,
  step: 1,
});

describe('nearest', () => {
  /** Every distance, one after the other, in double precision. */
  function bruteForce(draw: Draw, samples: Samples): { index: number[]; distance: Float32Array } {
    const size = sizeOf(draw.shape);
    const index: number[] = [];
    const distance = new Float32Array(draw.count).map((_, chain) => {
      let least = Number.POSITIVE_INFINITY;
      for (let y = 0; y < samples.count; y++) {
        let sum = 0;
        for (let i = 0; i < size && sum < least; i++)
          sum += (draw.values[chain * size + i]! - samples.values[y * size + i]!) ** 2;
        if (sum < least) {
          least = sum;
          index[chain] = y;
        }
      }
      return least / size;
    });
    return { index, distance };
  }

  it('agrees with brute force on 10 000 digits, to which index and to every bit', async () => {
    const digits = await firstValueFrom(fromMnist({ count: 10_000 }));
    const test = await firstValueFrom(fromMnist({ count: 64, split: 'test' }));
    const [draw] = await measured([{ ...test, step: 1 }], { nearest: nearest(digits) });
    const expected = bruteForce({ ...test, step: 1 }, digits);
    expect(Array.from(draw!.metrics.nearest.index)).toEqual(expected.index);
    expect(draw!.metrics.nearest.distance).toEqual(expected.distance);
    expect(Array.from(draw!.metrics.nearest.label!)).toEqual(expected.index.map((i) => digits.labels![i]));
    const same = Array.from(test.labels!, (label, i) => Number(label === draw!.metrics.nearest.label![i]));
    expect(same.reduce((sum, hit) => sum + hit)).toBeGreaterThan(55); // a neighbour's digit is most often the right one
  });

  it('agrees with brute force where samples are equally near, or all but equally', async () => {
    const coordinate = fc.oneof(
      fc.constantFrom(0, 0.25, 0.5, 1),
      fc.integer({ min: 0, max: 5 }).map((i) => 0.5 + i * 2 ** -23),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(4), fc.nat(30), fc.gen(), async (D, m, n, gen) => {
        const rows = (count: number) => Array.from({ length: count * D }, () => gen(() => coordinate));
        const draw = drawOf(rows(m + 1), [D]);
        const samples = drawOf(rows(n + 1), [D]);
        const [found] = await measured([draw], { nearest: nearest(samples) });
        const expected = bruteForce(draw, samples);
        expect(Array.from(found!.metrics.nearest.index)).toEqual(expected.index);
        expect(found!.metrics.nearest.distance).toEqual(expected.distance);
      }),
      { numRuns: 40 },
    );
  });

  it('goes on when the number of chains changes', async () => {
    const samples = drawOf([0.1, 0.9], [1]);
    const found = await measured([drawOf([0.2], [1]), drawOf([0.8, 0.3, 0.6], [1]), drawOf([1], [1])], {
      nearest: nearest(samples),
    });
    expect(found.map(({ metrics }) => Array.from(metrics.nearest.index))).toEqual([[0], [1, 0, 1], [1]]);
  });
});

describe('energy and movement', () => {
  it('are Eq. 1 for each state, and what the next step does to it', async () => {
    const f = untrained({ shape: [3] });
    const draws = await lastValueFrom(
      of(f).pipe(
        kaleidoscope({ chains: 5, emitStart: true }),
        measure({ energy: energy(f), movement: movement() }),
        take(6),
        toArray(),
      ),
    );
    draws.forEach(({ values, metrics }, t) => {
      const next = draws[t + 1];
      if (!next) return;
      const squares = Array.from(values, (x, i) => (x - next.values[i]!) ** 2);
      const expected = [0, 1, 2, 3, 4].map((row) => squares.slice(3 * row, 3 * row + 3).reduce((a, b) => a + b) / 3);
      expected.forEach((value, row) => {
        expect(metrics.energy[row]! / value).toBeCloseTo(1, 5);
      });
      expect(next.metrics.movement).toEqual(metrics.energy);
    });
    expect(Array.from(draws[0]!.metrics.movement)).toEqual(Array(5).fill(Number.NaN));
  });

  it('of noisy chains: energy is that of f without noise', async () => {
    const f = untrained({ shape: [3] });
    const noisy = await firstValueFrom(of(f).pipe(withNoise(0.5)));
    const [draw] = pictures(1, 4, [3]);
    const [a] = await measured([draw!], { energy: energy(f) });
    const [b] = await measured([draw!], { energy: energy(noisy) });
    expect(a).toEqual(b);
  });

  it('movement begins anew when the steps do', async () => {
    const [one, two] = pictures(2, 2);
    const moved = (await measured([one!, two!, one!, two!], { m: movement() })).map(({ metrics }) => metrics.m[0]);
    expect(moved).toEqual([Number.NaN, moved[1], Number.NaN, moved[1]]);
    expect(moved[1]).toBeGreaterThan(0);
  });
});

describe('boxDimension', () => {
  const dimension = (pixels: (row: number, column: number) => boolean, rows: number, columns = rows): number => {
    const values = Array.from({ length: rows * columns }, (_, i) =>
      Number(pixels(Math.floor(i / columns), i % columns)),
    );
    return boxDimension()(drawOf(values, [rows, columns, 1]))[0]!;
  };
  const carpet = (row: number, column: number): boolean =>
    row === 0 && column === 0 ? true : !holeAt(row, column) && carpet(Math.floor(row / 3), Math.floor(column / 3));
  const holeAt = (row: number, column: number) => row % 3 === 1 && column % 3 === 1;

  it.each([
    ['a filled square', 2, dimension(() => true, 28)],
    ['a filled rectangle', 2, dimension(() => true, 24, 36)],
    ['half a square, above its diagonal', 2, dimension((row, column) => column >= row, 729)],
    ['a line', 1, dimension((row) => row === 9, 28)],
    ['a diagonal', 1, dimension((row, column) => row === column, 64)],
    ['a point', 0, dimension((row, column) => row === 3 && column === 5, 28)],
    ['nothing', 0, dimension(() => false, 28)],
    ['the Sierpinski carpet', Math.log(8) / Math.log(3), dimension(carpet, 243)],
    ['Cantor dust', Math.log(4) / Math.log(3), dimension((row, column) => cantor(row) && cantor(column), 243)],
    ['the Sierpinski triangle', Math.log(3) / Math.log(2), dimension((row, column) => (row & column) === 0, 256)],
  ])('of %s is %d', (_, expected, found) => {
    expect(Math.abs(found - expected)).toBeLessThan(expected === 2 ? 0.06 : 1e-6);
  });

  it('takes the mean of the channels, and a threshold', () => {
    const draw = drawOf(
      Array.from({ length: 16 * 3 }, (_, i) => [1, 0.3, 0.3][i % 3]!),
      [4, 4, 3],
    );
    expect(Array.from(boxDimension()(draw))).toEqual([2]);
    expect(Array.from(boxDimension({ threshold: 0.6 })(draw))).toEqual([0]);
  });

  function cantor(n: number): boolean {
    return n === 0 || (n % 3 !== 1 && cantor(Math.floor(n / 3)));
  }
});

describe('coverage', () => {
  it('counts neighbours and classes', () => {
    const distance = new Float32Array(4);
    const index = Int32Array.of(7, 3, 7, 1);
    expect(coverage({ index, distance })).toEqual({ neighbours: 3 });
    expect(coverage({ index, distance, label: Int32Array.of(5, 5, 5, 2) })).toEqual({ neighbours: 3, classes: 2 });
  });
});

describe.each(faces)('measure ($name)', ({ operators, observed }) => {
  const run = (draws: unknown[], operator: unknown) =>
    lastValueFrom(from(draws).pipe(observed(operator), toArray<unknown>())) as Promise<Measured<Draw, Metrics>[]>;
  /** Operators one after the other, as `pipe` puts them. */
  const chained =
    (...all: unknown[]) =>
    (source: unknown) =>
      (all as ((stream: unknown) => unknown)[]).reduce((stream, operator) => operator(stream), source);
  const numbered = pictures(12);

  it('keeps the order of draws, whatever time each metric takes', async () => {
    let busy = 0;
    const slow = async ({ step }: Draw) => {
      expect(++busy).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, (step * 7) % 5));
      busy--;
      return step;
    };
    const found = await run(numbered, operators.measure({ slow }));
    expect(found.map(({ step, metrics }) => [step, metrics.slow])).toEqual(numbered.map(({ step }) => [step, step]));
    expect(found.map(({ values }) => values)).toEqual(numbered.map(({ values }) => values));
  });

  it('sees what an earlier one has found, and keeps it', async () => {
    const first = operators.measure({ a: ({ step }: Draw) => 10 * step });
    type First = Measured<Draw, { a: () => number }>;
    const second = operators.measure<First, { b: (draw: First) => number }>({ b: ({ metrics }) => metrics.a + 1 });
    const found = await run(numbered, chained(first, second));
    expect(found.map(({ metrics }) => metrics)).toEqual(
      numbered.map(({ step }) => ({ a: 10 * step, b: 10 * step + 1 })),
    );
  });

  it('opens metrics anew for each subscription', async () => {
    const operator = operators.measure({ movement: movement() });
    expect(await run(numbered, operator)).toEqual(await run(numbered, operator));
  });

  it('ends with the error of a metric, and frees the others', async () => {
    await probe(async (counts) => {
      const fails = ({ step }: Draw) => {
        if (step === 3) throw new Error('no third one');
      };
      const operator = operators.measure({ nearest: nearest(numbered[0]!), fails });
      await expect(run(numbered, operator)).rejects.toThrow('no third one');
      expect(await counts.allClosed()).toBe(true);
      expect(counts.searched).toBe(3);
    });
  });

  it('is never run ahead of by the chain', async () => {
    await probe(async (counts) => {
      const f = untrained();
      const ahead: number[] = [];
      const draws = of(f).pipe(
        observed(
          chained(
            operators.kaleidoscope({ chains: 2 }),
            operators.burnIn(2),
            operators.measure({ nearest: nearest(numbered[0]!), energy: energy(f) }),
            operators.thin(2),
            operators.measure({ ahead: () => ahead.push(counts.applied) }),
          ),
        ),
        take(3),
      );
      await lastValueFrom(draws);
      expect(await counts.allClosed()).toBe(true);
      expect(counts.searched).toBe(6); // steps 3 to 8, of which 4, 6 and 8 are kept
      expect(counts.applied).toBe(8 + 6); // by the chain, and by the energy
      expect(ahead).toEqual([4 + 2, 6 + 4, 8 + 6]);
    });
  });
});

describe('measure behind chains that are merged (rxjs)', () => {
  it('keeps all of them waiting', async () => {
    await probe(async (counts) => {
      const ahead: number[] = [];
      let seen = 0;
      const slow = async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return ahead.push(counts.applied - ++seen);
      };
      const draws = from([1, 2, 3]).pipe(mergeMap((seed) => of(untrained()).pipe(kaleidoscope({ chains: 2, seed }))));
      await lastValueFrom(draws.pipe(measure({ slow }), take(12)));
      expect(await counts.allClosed()).toBe(true);
      expect(Math.max(...ahead)).toBeLessThanOrEqual(3);
    });
  });
});

describe('measure in a fork (rxjs)', () => {
  it('keeps nobody waiting once its branch was left', async () => {
    const left = new Subject<void>();
    const never = measure({ never: () => new Promise<void>(() => setTimeout(() => left.next(), 50)) });
    const draws = of(untrained()).pipe(
      kaleidoscope({ chains: 2 }),
      take(4),
      fork(
        (all) => all.pipe(never, takeUntil(left)),
        (all) => all,
      ),
      toArray(),
    );
    expect((await lastValueFrom(draws)).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  });

  it('keeps the chain waiting for the slowest branch', async () => {
    await probe(async (counts) => {
      const seen: number[] = [];
      const slow = measure({
        applied: async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return counts.applied;
        },
      });
      await lastValueFrom(
        of(untrained()).pipe(
          kaleidoscope({ chains: 2 }),
          take(4),
          fork(
            (all) =>
              all.pipe(
                slow,
                map(({ step, metrics }) => seen.push(metrics.applied - step)),
              ),
            (all) => all.pipe(burnIn(1)),
          ),
        ),
      );
      expect(seen).toEqual([0, 0, 0, 0]);
    });
  });
});
