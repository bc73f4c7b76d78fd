import fc from 'fast-check';
import { fromManifold, kaleidoscope, type Manifold } from 'kaleidoflow';
import ort from 'onnxruntime-node';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../dist/src/models/graph/onnx.js';
import { randomGraphs } from './onnx-graphs.js';

/** f of states, by us. */
async function f(manifold: Manifold, values: Float32Array, count: number): Promise<Float32Array> {
  const { shape, range } = manifold;
  const start = { values, count, shape, range };
  return (await lastValueFrom(of(manifold).pipe(kaleidoscope({ start }), take(1)))).values;
}

/** f by ONNX Runtime, or why it does not take the graph. */
async function oracle(
  bytes: Uint8Array,
  values: Float32Array,
  dims: readonly number[],
): Promise<Float32Array | string> {
  let session: ort.InferenceSession | undefined;
  try {
    session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 4, graphOptimizationLevel: 'disabled' });
    const results = await session.run({ x: new ort.Tensor('float32', values, dims) });
    return results[session.outputNames[0]!]!.data as Float32Array;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await session?.release();
  }
}

describe('ONNX graphs of any wiring', () => {
  it("are refused, or f is ONNX Runtime's", async () => {
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(randomGraphs, async ({ bytes, size, sides, made }) => {
        let manifold: Manifold;
        try {
          manifold = await firstValueFrom(fromManifold(bytes));
        } catch (error) {
          expect((error as Error).message).not.toMatch(/Cannot read|is not a function|is not iterable/);
          // What exporters write is taken: a refusal has a reason in how the graph was made.
          expect(made, `${(error as Error).message}`).not.toBe('');
          seen.refused++;
          return;
        }
        seen.taken++;
        const count = 3;
        const values = Float32Array.from({ length: count * size }, (_, i) => Math.abs(Math.sin(7 * i + 1)));
        const theirs = await oracle(bytes, values, [count, ...sides]);
        expect(theirs, made).toBeInstanceOf(Float32Array);
        const ours = await f(manifold, values, count);
        expect(ours.length, made).toBe((theirs as Float32Array).length);
        ours.forEach((value, i) => {
          expect(Math.abs(value - (theirs as Float32Array)[i]!), made).toBeLessThan(1e-6);
        });
      }),
      { numRuns: Number(process.env.GRAPHS ?? 200) },
    );
    expect(seen.taken).toBeGreaterThan(seen.refused / 2);
  }, 600_000);

  it('are refused soon, where what they reshape to doubles with every node', async () => {
    const concat = (i: number) => ({
      opType: 'Concat',
      input: [`c${i}`, `c${i}`],
      output: [`c${i + 1}`],
      attribute: [],
    });
    const bytes = encodeModel({
      graph: {
        name: 'g',
        node: [
          { opType: 'Shape', input: ['x'], output: ['c0'], attribute: [] },
          ...Array.from({ length: 90 }, (_, i) => concat(i)),
          { opType: 'Reshape', input: ['x', 'c90'], output: ['y'], attribute: [] },
        ],
        initializer: [],
        input: [
          { name: 'x', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'n' }, { dimValue: 4 }] } } } },
        ],
        output: [{ name: 'y' }],
      },
    });
    await expect(firstValueFrom(fromManifold(bytes))).rejects.toThrow("the Reshape 'y' must keep each state by itself");
  });
});
