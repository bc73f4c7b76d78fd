import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CifarOptions, fromCifar, fromNpy, type NpyOptions } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { decodeNpy, encodeNpy, type NpyValues } from '../dist/src/data/npy.js';
import { platform } from '../dist/src/platform/node/index.js';
import { newFolder } from './folder.js';
import { root } from './project.js';

const place = newFolder();
let files = 0;
function file(...chunks: readonly (Uint8Array | string)[]): string {
  const path = join(place, `${files++}.npy`);
  writeFileSync(path, Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as Uint8Array))));
  return path;
}
const npy = (path: string, options?: NpyOptions) => firstValueFrom(fromNpy(path, options));
const saved = (values: NpyValues, shape: readonly number[]) => file(...encodeNpy({ values, shape }));
const whole = (chunks: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(chunks));

/** The bytes of a `.npy` file with a header of one's own. */
function headed(header: string, data: Uint8Array, version: 1 | 2 | 3 = 1): Uint8Array {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return whole([Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]), length, Buffer.from(header), data]);
}
const header = (descr: string, shape: string, order = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

const sides = fc.array(fc.nat({ max: 4 }), { maxLength: 4 });
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const kinds = [
  ...[Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[Float32Array, Float64Array],
] as const;

describe('the format .npy', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(sides, fc.constantFrom(...kinds), fc.nat(), (shape, Values, salt) => {
        const values = new Values(size(shape));
        for (let i = 0; i < values.length; i++) values[i] = ((i * 37 + salt) % 251) - 60;
        const bytes = whole(encodeNpy({ shape, values }));
        expect((bytes.length - values.byteLength) % 64).toBe(0);
        expect(decodeNpy(bytes)).toEqual({ shape, values });
      }),
    );
  });

  it('turns the order of Fortran into that of C', () => {
    fc.assert(
      fc.property(sides, (shape) => {
        const strides = shape.map((_, axis) => size(shape.slice(axis + 1)));
        const fortran = new Int16Array(size(shape));
        for (let i = 0; i < fortran.length; i++) {
          const place = shape.map((side, axis) => Math.floor(i / strides[axis]!) % side);
          fortran[place.reduce((at, step, axis) => at + step * size(shape.slice(0, axis)), 0)] = i;
        }
        const text = header("'<i2'", `(${shape.map((side) => `${side}, `).join('')})`, 'True');
        const { values } = decodeNpy(headed(text, new Uint8Array(fortran.buffer)));
        expect(values).toEqual(Int16Array.from({ length: fortran.length }, (_, i) => i));
      }),
    );
  });

  it('is read in versions 2 and 3, with quotes of both kinds and entries in any order', () => {
    const text = `{"shape": (3,), "fortran_order": False, "descr": "|u1"}`;
    for (const version of [1, 2, 3] as const)
      expect(decodeNpy(headed(text, Uint8Array.of(7, 8, 9), version))).toEqual({
        shape: [3],
        values: Uint8Array.of(7, 8, 9),
      });
  });

  it('is what NumPy reads and writes', ({ skip }) => {
    const run = (python: string, code: string) =>
      execFileSync(python, ['-c', `import numpy as np\n${code}`], { stdio: 'pipe' });
    const python = ['python3', '/usr/bin/python3'].find((python) => {
      try {
        return run(python, '');
      } catch {
        return false;
      }
    });
    if (!python) return skip('skipped: no Python with NumPy');
    const ours = saved(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    const theirs = join(place, 'theirs.npy');
    run(python, `np.save('${theirs}', np.asfortranarray(np.load('${ours}').astype('<f4') * 2))`);
    expect(decodeNpy(readFileSync(theirs))).toEqual({ shape: [2, 3], values: Float32Array.of(2, 4, 6, 8, 10, 12) });
  });

  it('has the numbers that NumPy has saved, of all types that are read, by either byte order', () => {
    const theirs = (name: string) => decodeNpy(readFileSync(join(root, 'test/fixtures/arrays', `${name}.npy`)));
    const rows = [-1, 0, 1, 1, 1, -1];
    for (const order of ['little', 'big'])
      for (const [kind, Values] of Object.entries({ i8: Float64Array, f2: Float32Array }))
        expect(theirs(`${order}-${kind}`)).toEqual({ shape: [2, 3], values: Values.from(rows) });
    for (const [kind, Values] of Object.entries({ i4: Int32Array, i2: Int16Array, f4: Float32Array, f8: Float64Array }))
      expect(theirs(`big-${kind}`)).toEqual({ shape: [2, 3], values: Values.from(rows) });
    const isAbove = rows.map((value) => (value > 0 ? 1 : 0));
    for (const [kind, Values] of Object.entries({ u8: Float64Array, u4: Uint32Array, u2: Uint16Array }))
      expect(theirs(kind).values).toEqual(Values.from(isAbove));
    expect(theirs('b1').values).toEqual(Uint8Array.from(isAbove, (value) => 255 * value));
    expect(theirs('fortran').values).toEqual(Float32Array.from(rows));
    expect(theirs('fractions').values).toEqual(Float32Array.of(0.5, -0.25, 2 ** -24, 0.333251953125, -0));
  });

  it('is read wherever its numbers lie in memory', () => {
    for (const kind of ["'<f8'", "'<i8'", "'>f4'", "'<f2'"]) {
      const data = new Uint8Array(16).map((_, i) => i + 1);
      const size = Number(kind[3]);
      const expected = decodeNpy(headed(header(kind, `(${16 / size},)`), data));
      for (let shift = 1; shift < 8; shift++) {
        const text = `${header(kind, `(${16 / size},)`)}${' '.repeat(shift)}`;
        expect(decodeNpy(Buffer.from(headed(text, data)))).toEqual(expected);
      }
    }
  });

  it('is refused where it is damaged, before anything of its size is made', () => {
    const data = new Uint8Array(4);
    const cases: [bytes: Uint8Array, message: string][] = [
      [new Uint8Array(0), 'it is not a .npy file'],
      [Uint8Array.from(Buffer.from('hello, world')), 'it is not a .npy file'],
      [headed('', data).subarray(0, 9), 'it is cut off in its header'],
      [headed(header("'<f4'", '(1,)'), data).subarray(0, 30), 'it is cut off in its header'],
      [headed('x'.repeat(70_000), data, 2), 'its header must have at most 65536 bytes, not 70000'],
      [headed('{}', data), "its header is damaged: '{}'"],
      [headed(header("'<f4'", '(-1,)'), data), 'its header is damaged'],
      [headed(header("'<f4'", '(1,)', 'Maybe'), data), 'its header is damaged'],
      [
        headed(header("'<c8'", '(1,)'), data),
        "its numbers must be bool, or int, uint or float of up to 64 bits, not '<c8'",
      ],
      [headed(header("'<f16'", '(1,)'), data), "not '<f16'"],
      [headed(header("'<i2 '", '(1,)'), data), "not '<i2 '"],
      [headed(header("'toString'", '(1,)'), data), "not 'toString'"],
      [headed(header("[('x', '<f4')]", '(1,)'), data), 'not records'],
      [headed(header("'<f4'", '(2,)'), data), "it must have 8 bytes for its shape [2] of '<f4', not 4"],
      [headed(header("'|u1'", '(2,)'), data), "it must have 2 bytes for its shape [2] of '|u1', not 4"],
      [headed(header("'<f4'", '(4294967296, 4294967296, 4294967296)'), data), 'not 4'],
      [headed(header("'<f4'", `(${'9'.repeat(400)},)`), data), 'it must have Infinity bytes'],
    ];
    for (const [bytes, message] of cases) {
      expect(() => decodeNpy(bytes)).toThrow(TypeError);
      expect(() => decodeNpy(bytes)).toThrow(message);
    }
  });

  it('is never half read: any bytes changed or cut off are a whole array or a TypeError', () => {
    const bytes = whole(encodeNpy({ shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }));
    const at = fc.nat({ max: bytes.length - 1 });
    fc.assert(
      fc.property(at, fc.nat({ max: 255 }), at, (place, byte, cut) => {
        const damaged = bytes.slice(0, bytes.length - cut);
        damaged[place] = byte;
        try {
          const { shape, values } = decodeNpy(damaged);
          expect(values).toHaveLength(size(shape));
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses to write a shape of other values', () => {
    expect(() => encodeNpy({ shape: [2, 2], values: new Uint8Array(3) })).toThrow(
      'shape [2, 2] must have 4 values, not 3',
    );
  });
});

describe('fromNpy', () => {
  it('scales bytes to the range, and takes other numbers as they are', async () => {
    const bytes = saved(Uint8Array.of(0, 51, 255, 0), [2, 2]);
    expect(await npy(bytes)).toEqual({
      values: Float32Array.of(-1, -0.6, 1, -1),
      count: 2,
      shape: [2],
      range: [-1, 1],
    });
    expect((await npy(bytes, { range: [0, 1] })).values).toEqual(Float32Array.of(0, 0.2, 1, 0));
    const truths = join(root, 'test/fixtures/arrays/b1.npy');
    expect((await npy(truths)).values).toEqual(Float32Array.of(-1, -1, 1, 1, 1, -1));
    for (const Values of [Int8Array, Int16Array, Int32Array, Float32Array, Float64Array])
      expect((await npy(saved(Values.of(-1, 0, 1), [3]))).values).toEqual(Float32Array.of(-1, 0, 1));
  });

  it('has samples along the first axis, of the shape behind it or of that asked for', async () => {
    const path = saved(
      new Float32Array(60).map((_, i) => i / 60),
      [5, 2, 2, 3],
    );
    expect(await npy(path)).toMatchObject({ count: 5, shape: [2, 2, 3] });
    const few = await npy(path, { count: 2, shape: [12] });
    expect(few).toMatchObject({ count: 2, shape: [12] });
    expect(few.values).toEqual((await npy(path)).values.subarray(0, 24));
    expect(await npy(saved(Float32Array.of(0, 1), [2]))).toMatchObject({ count: 2, shape: [1] });
  });

  it('names the file, and the value that is not allowed', async () => {
    const path = saved(Float64Array.of(0, 0, 0, 0.5, 0, 1.5), [2, 3]);
    await expect(npy(path)).rejects.toThrow(
      `fromNpy: ${path}: value 2 of row 1 must be a finite number from -1 to 1, not 1.5`,
    );
    await expect(npy(saved(Float32Array.of(Number.NaN), [1]))).rejects.toThrow('not NaN');
    await expect(npy(saved(Int8Array.of(-1), [1]), { range: [0, 1] })).rejects.toThrow('from 0 to 1, not -1');
    await expect(npy(path, { count: 3 })).rejects.toThrow(`count must be at most the 2 samples of ${path}, not 3`);
    await expect(npy(path, { shape: [4] })).rejects.toThrow(
      `fromNpy: shape must have the 3 values that a sample of ${path} has, [3], not [4]`,
    );
    await expect(npy(saved(new Float32Array(0), [0, 3]))).rejects.toThrow('must have samples along its first axis');
    await expect(npy(saved(Float32Array.of(1), []))).rejects.toThrow('must have samples along its first axis');
    await expect(npy(file('hello'))).rejects.toThrow('cannot be read: it is not a .npy file');
    await expect(npy('/no/such.npy')).rejects.toThrow('fromNpy: /no/such.npy cannot be read: ENOENT');
    await expect(npy(place)).rejects.toThrow(`fromNpy: ${place} cannot be read: it is no file`);
  });
});

describe('fromCifar', () => {
  const cifar = (path: string | readonly string[], options?: CifarOptions) => firstValueFrom(fromCifar(path, options));
  /** Rows of these labels, all reds 255, all greens 51 and all blues 0, and the first red 51. */
  const batch = (...labels: readonly (readonly number[])[]) =>
    whole(
      labels.map((label) => {
        const planes = [255, 51, 0].flatMap((level) => Array<number>(1024).fill(level));
        planes[0] = 51;
        return Uint8Array.from([...label, ...planes]);
      }),
    );
  const folder = (files: Record<string, Uint8Array | string>) => {
    const place = newFolder();
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(place, name), bytes);
    return (name: string) => join(place, name);
  };

  it('reads planes as pixels, and the labels with their names', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `class ${i}`);
    const path = folder({
      'a.bin': batch([3], [9]),
      'b.bin': batch([0]),
      'batches.meta.txt': `${names.join('\n')}\n\n`,
    });
    const samples = await cifar([path('a.bin'), path('b.bin')]);
    expect(samples).toMatchObject({ count: 3, shape: [32, 32, 3], range: [-1, 1], labels: Int32Array.of(3, 9, 0) });
    expect(samples.labelNames).toEqual(names);
    expect(samples.values.slice(0, 6)).toEqual(Float32Array.of(-0.6, -0.6, -1, 1, -0.6, -1));
    expect(samples.values.slice(-3)).toEqual(Float32Array.of(1, -0.6, -1));
    const few = await cifar([path('a.bin'), path('b.bin')], { count: 1, range: [0, 1] });
    expect(few).toMatchObject({ count: 1, labels: Int32Array.of(3) });
    expect(few.values.slice(0, 3)).toEqual(Float32Array.of(0.2, 0.2, 0));
  });

  it('reads the fine labels of CIFAR-100', async () => {
    const path = folder({ 'train.bin': batch([19, 99]) });
    const samples = await cifar(path('train.bin'), { classes: 100 });
    expect(samples.labels).toEqual(Int32Array.of(99));
    expect(samples).not.toHaveProperty('labelNames');
  });

  it('reads no batch that is not asked for', async () => {
    const path = folder({ 'a.bin': batch([3], [9]), 'b.bin': batch([0]) });
    const reading = vi.spyOn(platform.files, 'read');
    await cifar([path('a.bin'), path('b.bin')], { count: 2 });
    expect(reading).toHaveBeenCalledTimes(1);
    reading.mockRestore();
  });

  it('names the file that is wrong, and the row', async () => {
    const path = folder({
      'a.bin': batch([3], [10]),
      'cut.bin': batch([3]).subarray(1),
      'empty.bin': '',
      'good.bin': batch([1]),
      'fine_label_names.txt': 'cat\ndog\n',
    });
    const name = path('a.bin');
    await expect(cifar(name)).rejects.toThrow(
      `fromCifar: ${name} cannot be read: the class of row 1 must be below 10, as in CIFAR-10, not 10`,
    );
    await expect(cifar(path('cut.bin'))).rejects.toThrow(
      'cut.bin cannot be read: it must have a multiple of 3073 bytes, as a batch of CIFAR-10 has, not 3072',
    );
    await expect(cifar(path('empty.bin'))).rejects.toThrow('not 0');
    await expect(cifar(path('good.bin'), { classes: 100 })).rejects.toThrow('a multiple of 3074 bytes');
    await expect(cifar([path('good.bin'), '/no/such'])).rejects.toThrow('/no/such cannot be read: ENOENT');
    await expect(cifar(path('good.bin'), { count: 2 })).rejects.toThrow('at most the 1 pictures there are, not 2');
    writeFileSync(path('fine.bin'), batch([0, 0]));
    await expect(cifar(path('fine.bin'), { classes: 100 })).rejects.toThrow(
      'fine_label_names.txt cannot be read: it must have 100 names, one a line, not 2',
    );
  });
});
