import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { type Draw, nearest, type Samples } from 'kaleidoflow';
import { concat, from, NEVER } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Face, faces } from './faces.js';
import { pictures } from './fixtures.js';
import { alive, watchingThreads } from './threads.js';

/** What never answers, and the signals that it is given. */
const signals: AbortSignal[] = [];
const never = (_: unknown, signal: AbortSignal): Promise<never> => {
  signals.push(signal);
  return new Promise(() => {});
};
const samples: Samples = pictures(1, 50)[0]!;

/** Operators with functions of the user's, and how these are called in warnings. */
const operators: Record<string, (o: Face['operators']) => unknown> = {
  'measure: odd': (o) => o.measure({ nearest: nearest(samples), odd: never }),
  'evaluate: features': (o) => o.evaluate(samples, { k: 1, features: ofReference() }),
  'mapTensor: fn': (o) => o.mapTensor((_, draw: Draw, signal) => never(draw, signal)),
};

/** Features of the reference, so that the comparison is opened, and then none. */
function ofReference() {
  let asked = 0;
  return async ({ values }: Samples, signal: AbortSignal) => (asked++ === 0 ? values : never(values, signal));
}

describe.each(faces)('what never answers is not waited for when a stream is left ($name)', (face) => {
  it.each(Object.entries(operators))('%s', async (name, operator) => {
    const warnings: string[] = [];
    const warned = ({ message }: Error) => void warnings.push(message);
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    signals.length = 0;
    const before = tf.memory().numTensors;
    await watchingThreads(async (threads) => {
      const five = Array.from({ length: 5 }, () =>
        concat(from(pictures(2)), NEVER)
          .pipe(face.observed(operator(face.operators)))
          .subscribe(),
      );
      await expect.poll(() => signals.length, { timeout: 10_000 }).toBe(5);
      expect(signals.some(({ aborted }) => aborted)).toBe(false);
      for (const each of five) each.unsubscribe();
      expect(signals.every(({ aborted }) => aborted)).toBe(true);
      await expect.poll(() => alive(threads), { timeout: 10_000 }).toBe(0);
      await expect.poll(() => tf.memory().numTensors, { timeout: 10_000 }).toBe(before);
      const said = `${name} has not answered in the second since the stream was left; what it uses is freed`;
      await expect.poll(() => warnings, { timeout: 10_000 }).toEqual(Array(5).fill(said));
    });
  });
});

it.each([
  ['never left', ''],
  ['left', 'setTimeout(() => subscription.unsubscribe(), 300);'],
])('a script with such a metric exits, where it is %s', async (_, leave) => {
  const at = JSON.stringify(new URL('../dist/operators/index.js', import.meta.url).href);
  const code = `
    import { fromPoints, kaleidoscope, measure, nearest, trainManifold } from ${at};
    const samples = { values: Float32Array.of(0.2, 0.8), count: 2, shape: [1], range: [0, 1] };
    const subscription = fromPoints([0.2, 0.8])
      .pipe(
        trainManifold({ depth: 2, width: 8, steps: 10 }),
        kaleidoscope(),
        measure({ nearest: nearest(samples), odd: () => new Promise(() => {}) }),
      )
      .subscribe();
    ${leave}`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  await expect(run).resolves.toMatchObject({ stdout: '' });
});
