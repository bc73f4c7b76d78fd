import fc from 'fast-check';
import { type Draw, type Evaluation, type EvaluationOptions, evaluate, fromMnist, type Samples } from 'kaleidoflow';
import { firstValueFrom, from, lastValueFrom, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../dist/src/core/samples.js';
import { faces } from './faces.js';
import { pictures } from './fixtures.js';
import { probe } from './probe.js';

const drawOf = (values: ArrayLike<number>, shape: number[] = [1], range: Draw['range'] = [0, 1]): Draw => ({
  values: Float32Array.from(values),
  count: values.length / sizeOf(shape),
  shape,
  range,
  step: 1,
});

const evaluated = (draw: Draw, reference: Samples, options?: EvaluationOptions): Promise<Evaluation> =>
  firstValueFrom(of(draw).pipe(evaluate(reference, options)));

describe('precision, recall, density and coverage', () => {
  /** The definitions, read off: every pair, one after the other, in double precision. */
  function bruteForce(samples: Float32Array, reference: Float32Array, size: number, k: number) {
    const square = (a: Float32Array, i: number, b: Float32Array, j: number) => {
      let sum = 0;
      for (let d = 0; d < size; d++) sum += (a[i * size + d]! - b[j * size + d]!) ** 2;
      return sum;
    };
    const each = (a: Float32Array) => Array.from({ length: a.length / size }, (_, i) => i);
    const radii = (a: Float32Array) =>
      each(a).map((i) => {
        const others = each(a).filter((j) => j !== i);
        return others.map((j) => square(a, i, a, j)).sort((p, q) => p - q)[k - 1]!;
      });
    const [around, drawn] = [radii(reference), radii(samples)];
    const isIn = each(samples).map((s) =>
      each(reference).filter((r) => square(samples, s, reference, r) <= around[r]!),
    );
    const recalled = each(reference).filter((r) =>
      each(samples).some((s) => square(samples, s, reference, r) <= drawn[s]!),
    );
    return {
      precision: isIn.filter((balls) => balls.length > 0).length / isIn.length,
      recall: recalled.length / each(reference).length,
      density: isIn.flat().length / (k * isIn.length),
      coverage: new Set(isIn.flat()).size / each(reference).length,
    };
  }

  it('of points on a line, by hand', async () => {
    const reference = drawOf([0, 0.125, 0.25, 1]); // with k = 1 the balls reach 0.125, 0.125, 0.125 and 0.75
    const samples = drawOf([0.125, 0.25, 0.5]); // 0.125, 0.125 and 0.25
    expect(await evaluated(samples, reference, { k: 1 })).toMatchObject({
      precision: 1, // 0.5 is in the ball about 1
      recall: 3 / 4, // 1 is in no ball about a sample
      density: (3 + 3 + 1) / 3, // of 0.125, 0.25 (its border belongs to the ball about 1) and 0.5
      coverage: 1,
    });
    expect(await evaluated(drawOf([0.5, 0.5]), reference, { k: 1 })).toMatchObject({
      precision: 1,
      recall: 0,
      density: 1,
      coverage: 1 / 4,
    });
  });

  it('agree with brute force on 800 digits, exactly', async () => {
    const reference = await firstValueFrom(fromMnist({ split: 'test', count: 400 }));
    const digits = await firstValueFrom(fromMnist({ count: 400 }));
    const found = await evaluated({ ...digits, step: 1 }, reference);
    expect(found).toMatchObject(bruteForce(digits.values, reference.values, 784, 5));
    expect(found.precision).toBeGreaterThan(0.7);
  });

  it('agree with brute force where points are equally near, or all but equally', async () => {
    const coordinate = fc.oneof(
      fc.constantFrom(0, 0.25, 0.5, 1),
      fc.integer({ min: 0, max: 5 }).map((i) => 0.5 + i * 2 ** -23),
      fc.integer({ min: 1, max: 3 }).map((i) => i * 1e-22),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.nat(3),
        fc.nat(30),
        fc.nat(30),
        fc.gen(),
        async (D, more, m, n, gen) => {
          const k = 1 + more;
          const rows = (count: number) =>
            drawOf(
              Array.from({ length: count * D }, () => gen(() => coordinate)),
              [D],
            );
          const [samples, reference] = [rows(k + 1 + m), rows(k + 1 + n)];
          expect(await evaluated(samples, reference, { k })).toMatchObject(
            bruteForce(samples.values, reference.values, D, k),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('agree with brute force where there are more rows than are looked at in one part', async () => {
    const rows = (count: number, by: number) =>
      drawOf(
        Array.from({ length: 2 * count }, (_, i) => Math.abs(Math.sin(by * i))),
        [2],
      );
    const [samples, reference] = [rows(300, 1.7), rows(1100, 2.9)];
    expect(await evaluated(samples, reference)).toMatchObject(bruteForce(samples.values, reference.values, 2, 5));
  });

  it('of the same samples are 1, each in its own ball', async () => {
    const same = drawOf([0.1, 0.1, 0.1, 0.9, 0.5, 0.5]);
    const found = await evaluated(same, same, { k: 1 });
    expect(found).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
    expect(found.frechet).toBeLessThan(1e-12);
  });
});

describe('the Fréchet distance', () => {
  /** Points ±aᵢ along each axis, about a centre: the covariance is diagonal, 2a²/(2D − 1). */
  const cross = (half: readonly number[], centre: number): Float32Array =>
    Float32Array.from(
      half.flatMap((a, axis) => [a, -a].flatMap((at) => half.map((_, i) => centre + (i === axis ? at : 0)))),
    );

  it('of diagonal covariances is Σ (σ₁ − σ₂)² beside the distance of the means', async () => {
    const [a, b] = [
      [0.5, 0.25, 0],
      [0.125, 0.25, 0.5],
    ];
    const features = ({ step }: Partial<Draw>) => (step ? cross(a!, 0) : cross(b!, 0.25));
    const points = drawOf([0, 0, 0, 0, 0, 0]);
    const { step: _, ...reference } = points;
    const found = await evaluated(
      points,
      { ...reference, values: cross(b!, 0.25).slice(0, 6).map(Math.abs) },
      {
        k: 1,
        features: ({ values }) => features({ step: Number(values[0] === 0) }),
      },
    );
    const spread = a!.reduce((sum, half, i) => sum + (2 * (half - b![i]!) ** 2) / 5, 0);
    expect(found.frechet).toBeCloseTo(3 * 0.25 ** 2 + spread, 12);
  });

  /** Computed with SciPy 1.17: linalg.sqrtm of the product for the first, numpy's eigenvalues of it for the others. */
  it.each([
    [40, 50, 6, 0.05253471624418],
    [12, 30, 20, 5.6581275],
    [40, 12, 20, 6.3306854],
  ])('of %d samples and %d of the reference, with %d features, is that of SciPy', async (n, m, F, expected) => {
    const rows = (count: number, by: number, plus: number, centre: number) =>
      Array.from({ length: count * F }, (_, i) => {
        const [row, column] = [Math.floor(i / F) + 1, (i % F) + 1];
        return Math.sin(by * row * (column + plus)) * 0.8 + centre;
      });
    const samples = drawOf(rows(n, 0.37, 0, 0), [F], [-1, 1]);
    const reference = drawOf(rows(m, 0.53, 1, 0.1), [F], [-1, 1]);
    expect((await evaluated(samples, reference)).frechet).toBeCloseTo(expected, 6);
  });
});

describe.each(faces)('evaluate ($name)', ({ operators, observed }) => {
  const run = (draws: Draw[], reference: Samples, options?: EvaluationOptions) =>
    lastValueFrom(from(draws).pipe(observed(operators.evaluate(reference, options)), toArray<unknown>())) as Promise<
      Evaluation[]
    >;
  const reference = pictures(1, 10)[0]!;
  const covers = (records: Evaluation[]) => records.map(({ count, firstStep, step }) => [count, firstStep, step]);

  it('makes a record of each draw', async () => {
    expect(covers(await run(pictures(3, 7), reference))).toEqual([
      [7, 1, 1],
      [7, 2, 2],
      [7, 3, 3],
    ]);
  });

  it('gathers the samples of draws, splits draws, and makes a last record of what is left', async () => {
    const draws = pictures(5, 4);
    const records = await run(draws, reference, { count: 6, k: 1 });
    expect(covers(records)).toEqual([
      [6, 1, 2],
      [6, 2, 3],
      [6, 4, 5],
      [2, 5, 5],
    ]);
    const values = Float32Array.from(draws.flatMap((draw) => Array.from(draw.values)));
    const [, second] = records;
    const [alone] = await run([{ ...draws[0]!, count: 6, values: values.slice(6 * 16, 12 * 16) }], reference, { k: 1 });
    expect({ ...second, firstStep: 1, step: 1 }).toEqual(alone);
    expect(covers(await run(pictures(1, 15), reference, { count: 6, k: 2 }))).toEqual([
      [6, 1, 1],
      [6, 1, 1],
      [3, 1, 1],
    ]);
    expect(covers(await run(pictures(1, 15), reference, { count: 6, k: 3 }))).toHaveLength(2);
  });

  it('computes the features of the reference once, when the first record is due, and none that nobody waits for', async () => {
    await probe(async (counts) => {
      const asked: number[] = [];
      const features = async ({ count, values }: Samples) => {
        asked.push(count);
        return values.slice();
      };
      const stream = from(pictures(4, 20)).pipe(
        observed(operators.evaluate(reference, { features, count: 8, k: 2 })),
        take(3),
      );
      expect(asked).toEqual([]);
      await lastValueFrom(stream);
      expect(asked).toEqual([10, 8, 8, 8]);
      expect(await counts.allClosed()).toBe(true);
      expect(counts.opened).toBe(1);
      expect(counts.searched).toBe(3);
    });
  });

  it('takes the features for what is compared', async () => {
    const draws = pictures(1, 12);
    const halves = ({ values }: Samples) => values.filter((_, i) => i % 2 === 0);
    const [found] = await run(draws, reference, { features: halves });
    const half = <S extends Samples>(samples: S): S => ({ ...samples, shape: [8], values: halves(samples) });
    const [expected] = await run(draws.map(half), half(reference));
    expect(found).toEqual(expected);
  });

  it.each([
    ['the number of the samples', () => new Float32Array(7), /must return 10 rows/],
    [
      'finite',
      ({ values }: Samples) => values.map(() => Number.NaN),
      /features\[0\] must be a number from .*, not NaN/,
    ],
    ['numbers', () => [1] as never, /must return a Float32Array, not \[1\]/],
    [
      'as many for both',
      ({ count, values }: Samples) => (count === 10 ? values : new Float32Array(count)),
      /6 rows of 16/,
    ],
    [
      'there',
      async () => {
        throw new Error('no features today');
      },
      /no features today/,
    ],
  ])('ends with an error when features are not %s', async (_, features, message) => {
    await probe(async (counts) => {
      await expect(run(pictures(1, 6), reference, { features })).rejects.toThrow(message);
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('refuses what is not allowed', async () => {
    expect(() => operators.evaluate({ ...reference, count: 3 })).toThrow(/evaluate: 3 samples/);
    expect(() => operators.evaluate(reference, { k: 10 })).toThrow(/k must be below the 10 samples/);
    expect(() => operators.evaluate(reference, { k: 0 })).toThrow(/k must be a whole number of at least 1, not 0/);
    expect(() => operators.evaluate(reference, { count: 5 })).toThrow(/count must be above k, which is 5, not 5/);
    expect(() => operators.evaluate(reference, { features: 1 as never })).toThrow(/a function of samples, not 1/);
    await expect(run(pictures(1, 6, [2, 2, 1]), reference)).rejects.toThrow(/draws must have shape/);
    await expect(run(pictures(1, 5), reference)).rejects.toThrow(/more samples than k, which is 5, not 5/);
  });

  it('stops in the middle of a comparison', async () => {
    await probe(async (counts) => {
      const many = {
        ...pictures(1)[0]!,
        count: 20_000,
        values: new Float32Array(20_000 * 16).map((_, i) => Math.sin(i * i)),
      };
      const subscription = of(many)
        .pipe(observed(operators.evaluate(many)))
        .subscribe(() => expect.unreachable());
      while (counts.searched === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      subscription.unsubscribe();
      const began = performance.now();
      expect(await counts.allClosed()).toBe(true);
      expect(performance.now() - began).toBeLessThan(3000);
      expect(counts.searched).toBe(1);
    });
  });
});
