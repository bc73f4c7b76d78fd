import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import wabt from 'wabt';
import { adamScalars } from '../dist/src/engine/adam.js';
import {
  openParameters,
  type Parameters,
  plainParameters,
  simdParameters,
} from '../dist/src/engine/onnx/tasks/parameters.js';

const kinds = ['weights', 'firstMoments', 'secondMoments', 'gradients'] as const;

/** Of all magnitudes: denormal numbers, zeros of both signs, what overflows when squared, infinities, NaN. */
const anyFloat = fc.oneof(
  fc.float(),
  fc.float({ min: -1, max: 1 }),
  fc.tuple(fc.float({ min: -1, max: 1 }), fc.integer({ min: -149, max: -90 })).map(([x, power]) => x * 2 ** power),
);

const anyTraining = fc.array(fc.integer({ min: 1, max: 19 }), { minLength: 1, maxLength: 3 }).chain((sizes) => {
  const numbers = sizes.map((size) => fc.array(anyFloat, { minLength: size, maxLength: size }));
  const four = fc.record({
    weights: fc.tuple(...numbers),
    firstMoments: fc.tuple(...numbers),
    secondMoments: fc.tuple(...numbers).map((arrays) => arrays.map((values) => values.map(Math.abs))),
    gradients: fc.tuple(...numbers),
  });
  return fc.tuple(fc.constant(sizes), four, fc.nat(5000), fc.integer({ min: 1, max: 5 }));
});

function fill(parameters: Parameters, values: Record<(typeof kinds)[number], number[][]>): void {
  for (const kind of kinds) for (const [i, array] of parameters[kind].entries()) array.set(values[kind][i]!);
}

afterEach(() => vi.unstubAllGlobals());

describe('Adam in one pass', () => {
  it('runs what adam.wat says; `npx vitest run test/parameters.test.ts --update` writes it anew', async () => {
    const text = await readFile(new URL('../src/engine/onnx/tasks/adam.wat', import.meta.url));
    const module = (await wabt()).parseWat('adam.wat', text, { simd: true });
    const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
    const file = `/** adam.wat, assembled. */\nexport const adamWasm =\n  '${base64}';\n`;
    await expect(file).toMatchFileSnapshot('../src/engine/onnx/tasks/adam-wasm.ts');
  });

  it('is the same with SIMD and without, bit for bit', () => {
    fc.assert(
      fc.property(anyTraining, ([sizes, values, step, steps]) => {
        const [simd, plain] = [simdParameters(sizes), plainParameters(sizes)];
        for (const parameters of [simd, plain]) {
          fill(parameters, values);
          for (let i = 0; i < steps; i++) parameters.update(adamScalars(step + i, 1e-3));
        }
        for (const kind of kinds) expect(simd[kind]).toEqual(plain[kind]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what is not a number, so that a training that diverges is seen to', () => {
    for (const open of [simdParameters, plainParameters]) {
      const parameters = open([3]);
      parameters.gradients[0]!.set([Number.NaN, Number.POSITIVE_INFINITY, 1]);
      parameters.update(adamScalars(0, 1e-3));
      expect(Array.from(parameters.weights[0]!, Number.isFinite)).toEqual([false, false, true]);
    }
  });

  it('lets the moments of a dead unit come to 0, not to denormal numbers', () => {
    for (const open of [simdParameters, plainParameters]) {
      const parameters = open([1]);
      parameters.gradients[0]![0] = 1;
      parameters.update(adamScalars(0, 1e-3));
      parameters.gradients[0]![0] = 0;
      for (let step = 1; step < 2000; step++) parameters.update(adamScalars(step, 1e-3));
      expect(parameters.firstMoments[0]![0]).toBe(0);
    }
  });

  it('goes without WebAssembly where there is none, or where its 4 GB do not suffice', () => {
    expect(() => simdParameters([2 ** 28 + 1])).toThrow();
    vi.stubGlobal('WebAssembly', undefined);
    const parameters = openParameters([5]);
    parameters.gradients[0]!.fill(1);
    parameters.update(adamScalars(0, 1e-3));
    expect(parameters.firstMoments[0]).toEqual(new Float32Array(5).fill(1));
  });
});
