import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { fillNoise, fillPlainly } from '../dist/src/base/random.js';
import { simd } from '../dist/src/base/simd.js';
import { checkManifold } from '../dist/src/core/manifold.js';
import { addTimes, addTimesPlainly, fillTimes } from '../dist/src/core/motion.js';
import { firstOutside, type Range } from '../dist/src/core/samples.js';
import { untrained } from './fixtures.js';

const key = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

describe('loops over states in SIMD', () => {
  it('run what simd.wat says; `npx vitest run test/simd.test.ts --update` writes it anew', async () => {
    const text = await readFile(new URL('../src/base/simd.wat', import.meta.url));
    const module = (await wabt()).parseWat('simd.wat', text, { simd: true });
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
    const file = `/** simd.wat, assembled. */\nexport const simdWasm =\n  '${base64}';\n`;
    await expect(file).toMatchFileSnapshot('../src/base/simd-wasm.ts');
  });

  it('are used here', () => {
    expect(simd()).toBeDefined();
  });

  it('make the noise of plain JavaScript, bit for bit', () => {
    const eps = fc.oneof(fc.double({ min: 0, max: 2, noNaN: true }), fc.constantFrom(0.01, 1e-30, 1e-42, 1e-300, 1e30));
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 65_000, max: 66_000 })),
        fc.integer({ min: 0, max: 9 }),
        eps,
        key,
        fc.oneof(fc.nat(1000), fc.integer({ min: 2 ** 31, max: 2 ** 40 })),
        (columns, rows, eps, key, first) => {
          const [fast, plain] = [new Float32Array(rows * columns), new Float32Array(rows * columns)];
          fillNoise(fast, columns, eps, 'uniform', key, first);
          fillPlainly(plain, columns, eps, 'uniform', key, first);
          expect(Buffer.from(fast.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('add as plain JavaScript does, bit for bit', () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number, number), { maxLength: 60 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (numbers, times, a) => {
          const all = Array.from({ length: times }, () => numbers).flat();
          const z = Float32Array.from(all, ([z]) => z);
          const [fast, plain] = [0, 1].map(() => Float32Array.from(all, ([, there]) => there)) as [
            Float32Array,
            Float32Array,
          ];
          addTimes(fast, a, z);
          if (a !== 0) addTimesPlainly(plain, a, z);
          expect(Buffer.from(fast.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
          fillTimes(fast, a, z);
          addTimesPlainly(plain.fill(0), a, z);
          expect(Buffer.from(fast.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('find what is outside the range, wherever it is', () => {
    const inside = fc.oneof(fc.float({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, -0, 1, 1e-45));
    const outside = fc.constantFrom(Number.NaN, 1.0000001, -1.0000001, 2, -2, Infinity, -Infinity);
    fc.assert(
      fc.property(
        fc.array(inside, { minLength: 1, maxLength: 9 }),
        fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 65_530, max: 65_545 })),
        fc.constantFrom<Range>([0, 1], [-1, 1]),
        fc.option(fc.tuple(fc.nat(), outside)),
        (numbers, length, range, wrong) => {
          const values = Float32Array.from({ length }, (_, i) => numbers[i % numbers.length]!);
          if (wrong) values[wrong[0] % length] = wrong[1];
          expect(firstOutside(values, range)).toBe(wrong ? wrong[0] % length : -1);
        },
      ),
      { numRuns: 300 },
    );
    expect(firstOutside(Float32Array.of(0, -0.5), [0, 1])).toBe(1);
    expect(firstOutside(Float32Array.of(0, -0.5), [-1, 1])).toBe(-1);
    expect(firstOutside(Float32Array.of(0, -1e15, 1e15, 1.00000006e15), [-1e15, 1e15])).toBe(3);
  });

  it('find the first weight that is no number', () => {
    const most = 3.4028234663852886e38;
    const weights = [Float32Array.of(most, -most, 1e-45, -0), Float32Array.of(1, 1)];
    const manifold = { ...untrained({ depth: 0, shape: [2] }), weights };
    expect(() => checkManifold('it', manifold)).not.toThrow();
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      weights[1]![1] = bad;
      expect(() => checkManifold('it', manifold)).toThrow(`it: weights[1][1] must be finite, not ${bad}`);
    }
  });
});
