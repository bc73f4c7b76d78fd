import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawWithoutReplacement, fillNoise, keyOf, normal, normalQuantile, uniform } from '../dist/src/base/random.js';

const key = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

/** Pearson's statistic of counts that should be equal, in standard deviations from its mean. */
function excess(counts: number[]): number {
  const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length;
  const chi2 = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  return (chi2 - counts.length + 1) / Math.sqrt(2 * (counts.length - 1));
}

function histogram(values: Iterable<number>, bins: number): number[] {
  const counts = Array<number>(bins).fill(0);
  for (const value of values) counts[Math.floor(value * bins)]!++;
  return counts;
}

const moment = (values: Float32Array, power: number) => values.reduce((sum, v) => sum + v ** power, 0) / values.length;

describe('random numbers', () => {
  it('are uniform, along a stream and across keys', () => {
    fc.assert(
      fc.property(key, (k) => {
        const along = Array.from({ length: 20_000 }, (_, i) => uniform(k, i));
        const across = Array.from({ length: 20_000 }, (_, i) => uniform(keyOf(k, i), 0));
        for (const values of [along, across]) {
          expect(values.every((u) => u > 0 && u < 1)).toBe(true);
          expect(Math.abs(excess(histogram(values, 100)))).toBeLessThan(6);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('do not depend on the number before them', () => {
    const pairs = histogram(
      Array.from({ length: 100_000 }, (_, i) => (Math.floor(uniform(5, i) * 10) + uniform(5, i + 1)) / 10),
      100,
    );
    expect(Math.abs(excess(pairs))).toBeLessThan(6);
  });

  it('have keys that tell apart any two lists of numbers', () => {
    const keys = new Set<number>();
    for (let a = 0; a < 100; a++) for (let b = 0; b < 100; b++) keys.add(keyOf(a, b)).add(keyOf(a, b, 0));
    keys
      .add(keyOf(2 ** 40))
      .add(keyOf(2 ** 41))
      .add(keyOf(0));
    expect(keys.size).toBeGreaterThan(20_003 - 2); // a collision or so is chance: 2e4² / 2³³ = 0.05
  });

  it('know the normal distribution', () => {
    for (const [p, z] of [
      [0.5, 0],
      [0.975, 1.959963984540054],
      [0.995, 2.5758293035489004],
      [0.001, -3.090232306167813],
      [1e-6, -4.753424308822899],
    ] as const)
      expect(normalQuantile(p)).toBeCloseTo(z, 7);
    const values = Float32Array.from({ length: 200_000 }, (_, i) => normal(3, i));
    expect(moment(values, 1)).toBeCloseTo(0, 1.5);
    expect(moment(values, 2)).toBeCloseTo(1, 1.5);
  });
});

describe('noise', () => {
  it('has mean 0 and the scale asked for', () => {
    const noise = new Float32Array(400_000);
    fillNoise(noise, 1000, 0.3, 'uniform', 9);
    expect(Math.max(...noise.subarray(0, 100_000))).toBeLessThan(0.3);
    expect(moment(noise, 1)).toBeCloseTo(0, 2.5);
    expect(moment(noise, 2)).toBeCloseTo(0.3 ** 2 / 3, 3);
    fillNoise(noise, 1000, 0.3, 'normal', 9);
    expect(moment(noise, 1)).toBeCloseTo(0, 2.5);
    expect(moment(noise, 2)).toBeCloseTo(0.3 ** 2, 2.5);
    expect(moment(noise, 4)).toBeCloseTo(3 * 0.3 ** 4, 2.5);
  });

  it('of a row depends on the key and the row alone', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (k, columns, rows) => {
        const few = new Float32Array(rows * columns);
        const many = new Float32Array(3 * rows * columns);
        fillNoise(few, columns, 1, 'normal', k);
        fillNoise(many, columns, 1, 'normal', k);
        expect(many.subarray(0, few.length)).toEqual(few);
      }),
    );
  });

  it('does not repeat from row to row, column to column or key to key', () => {
    const a = new Float32Array(784_000);
    const b = new Float32Array(784_000);
    fillNoise(a, 784, 1, 'uniform', keyOf(1, 1));
    fillNoise(b, 784, 1, 'uniform', keyOf(1, 2));
    const correlation = (shift: number, x: Float32Array, y: Float32Array) => {
      let sum = 0;
      for (let i = 0; i + shift < x.length; i++) sum += x[i]! * y[i + shift]!;
      return (3 * sum) / (x.length - shift);
    };
    for (const c of [1, 2, 783, 784, 1568].map((shift) => correlation(shift, a, a)).concat(correlation(0, a, b)))
      expect(Math.abs(c)).toBeLessThan(5 / Math.sqrt(784_000));
  });
});

describe('a batch', () => {
  it('holds different indices, each as often as any other, and leaves the order as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), fc.nat(), (size, part, k) => {
        const order = Int32Array.from({ length: size }, (_, i) => i);
        const drawn: number[] = [];
        drawWithoutReplacement(order, 1 + (part % size), k, (place, index) => {
          drawn[place] = index;
        });
        expect(new Set(drawn).size).toBe(1 + (part % size));
        expect(Array.from(order)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
    );
    const counts = Array<number>(20).fill(0);
    const order = Int32Array.from({ length: 20 }, (_, i) => i);
    for (let step = 0; step < 10_000; step++)
      drawWithoutReplacement(order, 5, keyOf(1, 2, step), (_, index) => counts[index]!++);
    expect(Math.abs(excess(counts))).toBeLessThan(6);
  });
});
