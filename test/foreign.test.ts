import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { fromManifold, kaleidoscope, type Samples } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { joined } from '../dist/src/base/bytes.js';
import { encodeTensors, type ShapedTensor } from '../dist/src/models/safetensors.js';
import { root } from './project.js';

const place = join(root, 'test', 'fixtures', 'models');
const { x, y } = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8')) as {
  x: number[][];
  y: Record<string, number[][]>;
};
type Options = Parameters<typeof fromManifold>[1];
const tanh: Options = { range: [-1, 1], activation: 'relu' };
const read = (source: string | Uint8Array, options = tanh) =>
  firstValueFrom(fromManifold(typeof source === 'string' ? join(place, source) : source, options));

describe("files of PyTorch's", () => {
  it.each(Object.keys(y))("have f of PyTorch's: %s", async (name) => {
    const start: Samples = { values: Float32Array.from(x.flat()), count: 3, shape: [4], range: [-1, 1] };
    const { values } = await lastValueFrom(
      fromManifold(join(place, name), tanh).pipe(kaleidoscope({ start }), take(1)),
    );
    y[name]!.flat().forEach((value, i) => {
      expect(Math.abs(value - values[i]!)).toBeLessThan(1e-6);
    });
  });

  it('are named, with what to do, where they are none of these', async () => {
    const saveFile = /safetensors\.torch\.save_file\(/;
    await expect(read('model.pt')).rejects.toThrow('it is a zip archive, as torch.save writes (.pt, .pth, .bin)');
    await expect(read('model.pt')).rejects.toThrow(saveFile);
    await expect(read(Uint8Array.of(0x80, 2, 0x8a, 10))).rejects.toThrow("it is a pickle of Python's, as torch.save");
    await expect(read('model.safetensors.index.json')).rejects.toThrow('the index of a model in several files');
    await expect(read('model.safetensors.index.json')).rejects.toThrow(saveFile);
    expect(() => fromManifold('a', { activation: 'gelu' as never })).toThrow(
      "fromManifold: activation must be 'relu', not 'gelu'",
    );
  });

  it('have numbers that fit single precision', async () => {
    const whole = readFileSync(join(place, 'f64.safetensors'));
    whole.writeDoubleLE(1e300, whole.length - 8);
    await expect(read(whole)).rejects.toThrow('numbers must fit single precision, and one is 1e+300');
    const kind = Buffer.from(
      String(readFileSync(join(place, 'f64.safetensors'), 'latin1')).replaceAll('"F64"', '"I64"'),
      'latin1',
    );
    await expect(read(kind)).rejects.toThrow("must be of dtype 'F16', 'BF16', 'F32', 'F64', not 'I64'");
  });
});

/** A file of linear layers by these names, with matrices of the shapes [outputs, inputs]. */
function layers(...all: readonly (readonly [name: string, outputs: number, inputs: number])[]): Uint8Array {
  const tensors = all.map(([name, outputs, inputs]): [string, ShapedTensor] => {
    const values = new Float32Array(outputs * inputs).fill(Number(/\d*$/.exec(name)![0]) || 0);
    return [`${name}.weight`, { shape: [outputs, inputs], values }];
  });
  return joined(encodeTensors({ metadata: {}, tensors: new Map(tensors) }));
}
/** The numbers that layers() has put in. */
const order = async (bytes: Uint8Array, options = tanh) =>
  (await read(bytes, options)).weights.filter((_, i) => i % 2 === 0).map((values) => values[0]);

describe('the order of layers in a safetensors file', () => {
  it('is that of their shapes where these decide it', async () => {
    expect(await order(layers(['b1', 4, 3], ['a2', 4, 4], ['c3', 3, 4]))).toEqual([1, 2, 3]);
    expect(await order(layers(['c1', 4, 3], ['x.2', 4, 4], ['x.3', 4, 4], ['x.10', 4, 4], ['a11', 3, 4]))).toEqual([
      1, 2, 3, 10, 11,
    ]);
    expect(await order(layers(['out2', 4, 2], ['in1', 2, 4]), { ...tanh, shape: [4] })).toEqual([1, 2]);
    expect(await order(layers(['out2', 4, 2], ['in1', 2, 4]), { ...tanh, shape: [2] })).toEqual([2, 1]);
  });

  it('is that of the numbers in names that are alike, however these are mixed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 12 }),
        fc.constantFrom('', 'net.', 'blocks.0.fc', 'a1b'),
        fc.integer({ min: 1, max: 4 }),
        async (numbers, stem, width) => {
          const sorted = numbers.toSorted((a, b) => a - b);
          const shapes = sorted.map((_, i) => [i === sorted.length - 1 ? 3 : width, i === 0 ? 3 : width] as const);
          const file = layers(...numbers.map((n) => [`${stem}${n}`, ...shapes[sorted.indexOf(n)]!] as const));
          expect(await order(file)).toEqual(sorted);
        },
      ),
    );
  });

  it('is asked for, by the names, where nothing decides it', async () => {
    await expect(read('by-nothing.safetensors')).rejects.toThrow(
      /the order of 'end.weight', 'middle.weight', 'start.weight' must be told/,
    );
    await expect(read(layers(['in1', 2, 4], ['out2', 4, 2]))).rejects.toThrow(
      "the order of 'in1.weight', 'out2.weight'",
    );
    await expect(read(layers(['e.0', 4, 3], ['e.1', 4, 4], ['d.0', 4, 4], ['d.1', 3, 4]))).rejects.toThrow(
      "the order of 'e.1.weight', 'd.0.weight' must be told",
    );
    await expect(read(layers(['a01', 3, 3], ['a1', 3, 3]))).rejects.toThrow('must be told');
  });
});
