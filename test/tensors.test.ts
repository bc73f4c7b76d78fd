import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { type Draw, kaleidoscope, type ModelBuilder } from 'kaleidoflow';
import { lastValueFrom, of, take } from 'rxjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { keyOf, uniform } from '../dist/src/base/random.js';
import { openBackend } from '../dist/src/engine/tensorflow/backend.js';
import { trainAndSample } from '../dist/tools/soak/tensors.js';
import { faces } from './faces.js';
import { pictures, untrainedModel } from './fixtures.js';

beforeAll(async () => {
  await openBackend('tensorflow-wasm');
});

const memory = () => {
  const { numTensors, numBytes } = tf.memory();
  return { numTensors, numBytes };
};

describe('tensors', () => {
  it('are all freed, however trainings and samplings end (npm run soak:tensors does it 1000 times)', async () => {
    let drawn = 0;
    const { before, after, endings } = await trainAndSample(60, () => uniform(keyOf(11), drawn++));
    console.log(JSON.stringify({ before, after, endings }));
    expect(Math.min(...Object.values(endings))).toBeGreaterThan(5);
    expect(after).toEqual(before);
  });

  it('are so of a layer that is applied twice', async () => {
    const network: ModelBuilder = () => {
      const [x, layer] = [tf.input({ shape: [4] }), tf.layers.dense({ units: 4, activation: 'tanh' })];
      return tf.model({ inputs: x, outputs: layer.apply(layer.apply(x)) as tf.SymbolicTensor });
    };
    const before = memory();
    const manifold = await untrainedModel(network, [4]);
    expect(memory()).toEqual(before);
    for (const engine of ['tensorflow-wasm', 'tensorflow-cpu'] as const)
      await lastValueFrom(of(manifold).pipe(kaleidoscope({ chains: 2, engine }), take(2)));
    await vi.waitFor(() => expect(memory()).toEqual(before), 30_000);
  });
});

describe.each(faces)('mapTensor ($name)', ({ operators: { mapTensor }, observed }) => {
  const [draw] = pictures(1) as [Draw];
  const map = <R>(fn: (tensor: tf.Tensor, draw: Draw) => R) =>
    lastValueFrom(of(draw).pipe(observed(mapTensor(fn as never)))) as Promise<unknown>;

  it('gives the draw as a tensor, and passes plain values on', async () => {
    expect(await map((tensor, given) => [tensor.shape, Array.from(tensor.dataSync()), given])).toEqual([
      [3, 4, 4, 1],
      Array.from(draw.values),
      draw,
    ]);
  });

  it('makes a draw of a tensor', async () => {
    const half = (await map((tensor) => tensor.slice([0, 1, 0, 0], [2, 2, 4, 1]).mul(-1))) as Draw;
    const kept = [16, 0].flatMap((from) => Array.from(draw.values.subarray(from + 4, from + 12), (x) => -x));
    expect(half).toEqual({
      ...draw,
      count: 2,
      shape: [2, 4, 1],
      values: Float32Array.from([...kept.slice(8), ...kept.slice(0, 8)]),
    });
  });

  it('leaves the draw as it is, whatever becomes of the numbers', async () => {
    const copy = Float32Array.from(draw.values);
    await map((tensor) => void tensor.dataSync().fill(7));
    expect(draw.values).toEqual(copy);
  });

  const wait = () => new Promise((resolve) => setTimeout(resolve, 5));
  const functions: Record<string, (tensor: tf.Tensor) => unknown> = {
    'returns a tensor': (tensor) => tensor.mul(0.5).mul(0.5),
    'returns its own tensor': (tensor) => tensor,
    'returns a number': (tensor) => tensor.mean().dataSync()[0],
    throws: (tensor) => {
      tensor.mul(2);
      throw new Error('thrown');
    },
    'is asynchronous': async (tensor) => {
      const before = tensor.mul(2);
      await wait();
      return before.div(2);
    },
    'rejects after a wait': async (tensor) => {
      tensor.mul(2);
      await wait();
      tensor.mul(3);
      throw new Error('thrown');
    },
    'returns what is out of range': (tensor) => tensor.mul(100),
    'returns a scalar': (tensor) => tensor.sum(),
  };

  it.each(Object.keys(functions))('frees what a function made that %s', async (name) => {
    const before = memory();
    await map(functions[name]!).catch(() => {});
    expect(memory()).toEqual(before);
  });

  it('says what is wrong with a tensor', async () => {
    await expect(map(functions['returns what is out of range']!)).rejects.toThrow(
      /^mapTensor: values\[\d+\] must be a finite number from -1 to 1, not /,
    );
    await expect(map(functions['returns a scalar']!)).rejects.toThrow(
      'mapTensor: shape must be whole numbers above 0, not []',
    );
    await expect(map(functions.throws!)).rejects.toThrow('thrown');
    expect(() => mapTensor('mean' as never)).toThrow("mapTensor: fn must be a function, not 'mean'");
  });

  it("leaves others' tensors alone, made while it waits, and those that are kept", async () => {
    let kept: tf.Tensor | undefined;
    const mapped = map(async (tensor) => {
      kept = tf.keep(tensor.mul(2));
      await wait();
      return tensor.mul(0.5).mean().array();
    });
    await new Promise((resolve) => setTimeout(resolve, 2));
    const mine = tf.ones([2]);
    await mapped;
    expect(mine.isDisposed).toBe(false);
    expect(kept!.isDisposed).toBe(false);
    tf.dispose([mine, kept!]);
  });
});

/** The kernels of our own are held against TensorFlow.js's plain JavaScript backend. */
describe('the kernels that wasm lacks', () => {
  async function onBoth(compute: () => tf.Tensor): Promise<[number[], number[]]> {
    const results: number[][] = [];
    for (const backend of ['wasm', 'cpu']) {
      await tf.setBackend(backend);
      results.push(Array.from(tf.tidy(() => compute()).dataSync()));
    }
    await tf.setBackend('wasm');
    return results as [number[], number[]];
  }
  const near = ([ours, theirs]: [number[], number[]]) => {
    expect(ours).toHaveLength(theirs.length);
    const scale = Math.max(...theirs.map(Math.abs), 1);
    for (const [i, value] of ours.entries()) expect(Math.abs(value - theirs[i]!) / scale).toBeLessThan(1e-5);
  };
  const filled = (shape: number[]) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * i + 1)),
      shape,
    );
  const side = fc.integer({ min: 1, max: 4 });

  it('the gradients of convolutions', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          images: side,
          height: fc.integer({ min: 4, max: 9 }),
          width: fc.integer({ min: 4, max: 9 }),
          rows: side,
          columns: side,
          channels: side,
          filters: side,
        }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('same' as const, 'valid' as const),
        async ({ images, height, width, rows, columns, channels, filters }, strides, pad) => {
          // Where a stride is larger than the filter, wasm's own convolution gives nothing but zeros.
          fc.pre(strides <= Math.min(rows, columns));
          for (const which of [0, 1])
            near(
              await onBoth(() => {
                const x = filled([images, height, width, channels]);
                const w = filled([rows, columns, channels, filters]);
                const y = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
                return tf.grads((x, w) => y(x!, w!).square().sum())([x, w])[which]!;
              }),
            );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('products of transposed matrices, many at once too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom([], [2], [2, 3]),
        side,
        side,
        side,
        fc.boolean(),
        fc.boolean(),
        async (many, m, k, n, turnA, turnB) => {
          near(
            await onBoth(() =>
              tf.matMul(
                filled([...many, ...(turnA ? [k, m] : [m, k])]),
                filled([...many, ...(turnB ? [n, k] : [k, n])]),
                turnA,
                turnB,
              ),
            ),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('the gradient of a repetition', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 4 }), (axes) => {
        const shape = axes.map(([side]) => side);
        const reps = axes.map(([, rep]) => rep);
        const weights = filled(axes.map(([side, rep]) => side * rep));
        const ours = tf.tidy(() =>
          Array.from(
            tf
              .grad((x: tf.Tensor) => x.tile(reps).mul(weights).sum())(filled(shape))
              .dataSync(),
          ),
        );
        const expected = new Array<number>(ours.length).fill(0);
        const [sides, all] = [weights.shape, weights.dataSync()];
        for (let at = 0; at < all.length; at++) {
          let [rest, to, place] = [at, 0, 1];
          for (let axis = sides.length - 1; axis >= 0; axis--) {
            to += ((rest % sides[axis]!) % shape[axis]!) * place;
            place *= shape[axis]!;
            rest = Math.floor(rest / sides[axis]!);
          }
          expected[to]! += all[at]!;
        }
        weights.dispose();
        near([ours, expected]);
      }),
      { numRuns: 30 },
    );
  });
});
