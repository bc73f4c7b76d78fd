import { execFile, execFileSync } from 'node:child_process';
import { createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { fromMnist } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../dist/src/core/samples.js';
import { decodeIdx } from '../dist/src/data/mnist.js';
import { decodeTensors, encodeTensors, type ShapedTensor, type Tensors } from '../dist/src/models/safetensors.js';
import { newFolder } from './folder.js';
import { root } from './project.js';

const strangeNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '0',
  '1',
  '-1',
  'a"\\\n',
  '\u2028',
  '\ud800',
];
const names = fc.oneof(fc.constantFrom(...strangeNames), fc.string({ unit: 'binary', maxLength: 8 }));
const shapes = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.nat(4), { maxLength: 3 }) },
  fc.constantFrom<number[]>([], [0], [0, 2 ** 40], [2 ** 50, 2 ** 50, 0]),
);
const tensor = shapes.chain((shape) =>
  fc
    .float32Array({ minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((values): ShapedTensor => ({ shape, values })),
);
const notes = fc.dictionary(names, fc.string({ unit: 'binary' }), { maxKeys: 4, noNullPrototype: true });
const files: fc.Arbitrary<Tensors> = fc.record({
  metadata: notes,
  tensors: fc
    .array(
      fc.tuple(
        names.filter((name) => name !== '__metadata__'),
        tensor,
      ),
      { maxLength: 6 },
    )
    .map((all) => new Map(all)),
});

/** The bits of numbers, since NaN comes in many. */
const bitsOf = ({ values }: ShapedTensor) => Array.from(new Uint32Array(values.slice().buffer));
const described = (tensors: Iterable<[string, ShapedTensor]>) =>
  Array.from(tensors, ([name, each]) => [name, each.shape, bitsOf(each)] as const).sort(([a], [b]) => (a < b ? -1 : 1));

describe('safetensors', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(files, (written) => {
        const read = decodeTensors(Buffer.concat(encodeTensors(written)));
        expect(described(read.tensors)).toEqual(described(written.tensors));
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(written.metadata).sort());
      }),
      { numRuns: 500 },
    );
  });

  it('are read from anywhere in memory, and hold none of it', () => {
    fc.assert(
      fc.property(files, fc.nat(9), (written, offset) => {
        const bytes = Buffer.concat([new Uint8Array(offset), ...encodeTensors(written)]);
        const read = decodeTensors(new Uint8Array(bytes.buffer, bytes.byteOffset + offset, bytes.length - offset));
        bytes.fill(0);
        expect(described(read.tensors)).toEqual(described(written.tensors));
      }),
    );
  });

  /** A few lines that read the format as its description has it. */
  function readPlainly(file: Uint8Array) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const start = 8 + Number(view.getBigUint64(0, true));
    const header = JSON.parse(Buffer.from(file.subarray(8, start)).toString('utf8'));
    return Object.entries(header as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, { dtype, shape, data_offsets }]) => {
        const numbers: number[] = [];
        for (let at = data_offsets[0]; at < data_offsets[1]; at += 4) numbers.push(view.getUint32(start + at, true));
        return { name, dtype, shape, numbers };
      });
  }

  it('are what others read', () => {
    fc.assert(
      fc.property(files, (written) => {
        const file = Buffer.concat(encodeTensors(written));
        const read = readPlainly(file).sort((a, b) => (a.name < b.name ? -1 : 1));
        expect(read).toEqual(
          described(written.tensors).map(([name, shape, numbers]) => ({ name, dtype: 'F32', shape, numbers })),
        );
        expect(Number(file.readBigUInt64LE()) % 8).toBe(0);
      }),
    );
  });

  const python = (...args: string[]) => execFileSync('python3', args, { encoding: 'utf8', stdio: 'pipe' });

  it('are what Python reads and writes', ({ skip }) => {
    try {
      python('-c', 'import safetensors.numpy');
    } catch {
      skip('skipped: there is no python3 with safetensors and numpy');
    }
    const place = newFolder();
    const [ours, theirs] = [join(place, 'ours'), join(place, 'theirs')];
    const code = `
import json, sys, numpy
from safetensors.numpy import load_file, save_file
all = load_file(sys.argv[1])
save_file(all, sys.argv[2], metadata={'by': 'numpy'})
print(json.dumps({name: [list(t.shape), t.flatten().view(numpy.uint32).tolist()] for name, t in all.items()}))`;
    const written: Tensors = {
      metadata: { note: 'a "note"' },
      tensors: new Map(
        Object.entries({
          weights: { shape: [2, 3], values: Float32Array.of(0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e-40) },
          scalar: { shape: [], values: Float32Array.of(7) },
          empty: { shape: [0, 3], values: new Float32Array(0) },
          'naïve ☃': { shape: [1], values: Float32Array.of(2) },
        }),
      ),
    };
    writeFileSync(ours, Buffer.concat(encodeTensors(written)));
    const expected = described(written.tensors).map(([name, shape, numbers]) => [name, [shape, numbers]]);
    const read = JSON.parse(python('-c', code, ours, theirs));
    expect(Object.entries(read).sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(expected);
    const back = decodeTensors(readFileSync(theirs));
    expect(described(back.tensors)).toEqual(described(written.tensors));
    expect(back.metadata).toEqual({ by: 'numpy' });
  });

  it('have a place for notes that no tensor can take', () => {
    const tensors = new Map([['__metadata__', { shape: [1], values: Float32Array.of(1) }]]);
    expect(() => encodeTensors({ metadata: {}, tensors })).toThrow(
      "a tensor must not be called '__metadata__', which is the place of notes",
    );
  });

  /** A file with this header, as text or as what JSON makes of it. */
  function fileOf(header: unknown, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
    const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
    const start = Buffer.alloc(8);
    start.writeBigUInt64LE(length ?? BigInt(text.length));
    return Buffer.concat([start, text, Uint8Array.from(data)]);
  }
  const entry = (shape: unknown, from: unknown, to: unknown, dtype: unknown = 'F32') => ({
    dtype,
    shape,
    data_offsets: [from, to],
  });
  const eight = [0, 0, 128, 63, 0, 0, 0, 64];

  it.each<[what: string, file: Uint8Array, message: string]>([
    ['nothing', new Uint8Array(0), 'the header is cut off'],
    ['seven bytes', new Uint8Array(7), 'the header is cut off'],
    ['no header', new Uint8Array(8), 'the header is damaged: Unexpected end of JSON input'],
    ['a length of 2^63', fileOf('{}', [], 2n ** 63n), 'the header is cut off'],
    ['a length of 2^64 − 1', fileOf('{}', [], 2n ** 64n - 1n), 'the header is cut off'],
    ['a length one too large', fileOf('{}', [], 3n), 'the header is cut off'],
    ['a length one too small', fileOf('{}', [], 1n), 'the header is damaged: '],
    ['no JSON', fileOf('{"a":'), 'the header is damaged: '],
    ['two of JSON', fileOf('{}{}'), 'the header is damaged: '],
    ['no UTF-8', Buffer.concat([fileOf('', [], 4n), Buffer.from([0x22, 0xff, 0xfe, 0x22])]), 'the header is damaged: '],
    ['an array', fileOf([]), 'the header must be an object, not []'],
    ['null', fileOf('null'), 'the header must be an object, not null'],
    ['a number', fileOf('5'), 'the header must be an object, not 5'],
    [
      'arrays in arrays',
      fileOf('['.repeat(50_000) + ']'.repeat(50_000)),
      'the header is damaged: it has too many levels',
    ],
    ['null for a tensor', fileOf({ a: null }), "'a' must be described by an object, not null"],
    ['an array for a tensor', fileOf({ a: [1] }), "'a' must be described by an object, not [1]"],
    [
      'another number',
      fileOf({ a: entry([1], 0, 8, 'I64') }, eight),
      "'a' must be of dtype 'F16', 'BF16', 'F32', 'F64', not 'I64'",
    ],
    ['no dtype', fileOf({ a: {} }), "'a' must be of dtype 'F16', 'BF16', 'F32', 'F64', not undefined"],
    [
      'a long dtype',
      fileOf({ a: { dtype: 'x'.repeat(1e6) } }),
      `'a' must be of dtype 'F16', 'BF16', 'F32', 'F64', not '${'x'.repeat(200)}…'`,
    ],
    ['no shape', fileOf({ a: { dtype: 'F32' } }), "the shape of 'a' must be whole numbers, not undefined"],
    ['a negative side', fileOf({ a: entry([-1], 0, 0) }), "the shape of 'a' must be whole numbers, not [-1]"],
    ['half a side', fileOf({ a: entry([0.5], 0, 2) }), "the shape of 'a' must be whole numbers, not [0.5]"],
    ['a side of text', fileOf({ a: entry(['1'], 0, 4) }), "the shape of 'a' must be whole numbers, not ['1']"],
    [
      'a side beyond all numbers',
      fileOf('{"a":{"dtype":"F32","shape":[1e400]}}'),
      "'a' must be whole numbers, not [Infinity]",
    ],
    [
      'no place',
      fileOf({ a: { dtype: 'F32', shape: [1] } }),
      "the data_offsets of 'a' must be two whole numbers, not undefined",
    ],
    ['half a place', fileOf({ a: { ...entry([1], 0, 4), data_offsets: [0] } }), 'must be two whole numbers, not [0]'],
    ['a place of text', fileOf({ a: entry([1], '0', 4) }, eight), "must be two whole numbers, not ['0', 4]"],
    ['a place before all', fileOf({ a: entry([1], -4, 0) }, eight), 'must be two whole numbers, not [-4, 0]'],
    ['a place beyond the end', fileOf({ a: entry([3], 0, 12) }, eight), "'a' is cut off"],
    ['a place far beyond', fileOf({ a: entry([2 ** 50], 0, 2 ** 52) }, eight), "'a' is cut off"],
    ['a place upside down', fileOf({ a: entry([1], 8, 4) }, eight), "'a' of shape [1] must have 4 bytes, not -4"],
    ['too small a place', fileOf({ a: entry([3], 0, 8) }, eight), "'a' of shape [3] must have 12 bytes, not 8"],
    [
      'too large a shape',
      fileOf({ a: entry([2 ** 52, 2 ** 52], 0, 8) }, eight),
      "'a' of shape [4503599627370496, 4503599627370496] must have",
    ],
    ['an overlap', fileOf({ a: entry([1], 0, 4), b: entry([2], 0, 8) }, eight), "'b' overlaps another tensor"],
    [
      'an overlap of one byte',
      fileOf({ a: entry([1], 0, 2, 'F16'), b: entry([1], 1, 3, 'F16') }, [0, 0, 0]),
      "'b' overlaps another tensor",
    ],
    ['the same place', fileOf({ a: entry([2], 0, 8), b: entry([2], 0, 8) }, eight), "'b' overlaps another tensor"],
    ['a hole', fileOf({ a: entry([1], 4, 8) }, eight), "4 bytes before 'a' belong to no tensor"],
    ['a rest', fileOf({ a: entry([1], 0, 4) }, eight), '4 bytes at the end belong to no tensor'],
    ['data of nothing', fileOf({}, eight), '8 bytes at the end belong to no tensor'],
    ['notes that are none', fileOf({ __metadata__: 5 }), '__metadata__ must be texts by their names, not 5'],
    ['null for notes', fileOf({ __metadata__: null }), '__metadata__ must be texts by their names, not null'],
    [
      'numbers as notes',
      fileOf({ __metadata__: { a: 1 } }),
      '__metadata__ must be texts by their names, not a plain object',
    ],
    [
      'a name twice',
      fileOf(
        '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
      ),
      "the header is damaged: it has 'a' twice",
    ],
    [
      'a name twice, spelt in two ways',
      fileOf('{ "a" : {}, "\\u0061"\n:5}'),
      "the header is damaged: it has 'a' twice",
    ],
    [
      'a note twice',
      fileOf('{"__metadata__":{"x":"1","y":"{\\"x\\":1}","x":"2"}}'),
      "the header is damaged: it has 'x' twice",
    ],
    ['a field twice', fileOf('{"a":{"dtype":"F32","dtype":"F64"}}'), "the header is damaged: it has 'dtype' twice"],
  ])('with %s are refused', (_, file, message) => {
    expect(() => decodeTensors(file)).toThrow(message);
    expect(() => decodeTensors(file)).toThrow(Error);
    expect(() => decodeTensors(file)).not.toThrow(TypeError);
  });

  it('may have spaces in their header, and tensors in any order', () => {
    const header = ` {\n "b": ${JSON.stringify(entry([1], 4, 8))}, "a" :${JSON.stringify(entry([1], 0, 4))} , "c":${JSON.stringify(entry([0], 8, 8))} }   `;
    const { tensors, metadata } = decodeTensors(fileOf(header, eight));
    expect(metadata).toEqual({});
    expect(new Map(tensors)).toEqual(
      new Map([
        ['b', { shape: [1], values: Float32Array.of(2) }],
        ['a', { shape: [1], values: Float32Array.of(1) }],
        ['c', { shape: [0], values: new Float32Array(0) }],
      ]),
    );
  });

  /** All that a refusal says. */
  const said = new RegExp(
    [
      'the header is cut off',
      'the header is damaged: .*',
      'the header must be an object, not .*',
      '__metadata__ must be texts by their names, not .*',
      "'.*' must be (described by an object|of dtype 'F16', 'BF16', 'F32', 'F64'), not .*",
      "the (shape|data_offsets) of '.*' must be (two )?whole numbers, not .*",
      "'.*' is cut off",
      "'.*' of shape .* must have \\S+ bytes, not -?\\d+",
      "'.*' overlaps another tensor",
      "\\d+ bytes (at the end|before '.*') belong to no tensor",
    ]
      .map((line) => `^${line}$`)
      .join('|'),
    's',
  );
  /** Refused in words, or read; what is read is all of the file's data. */
  function expectRefusedOrWhole(file: Uint8Array): void {
    let read: Tensors;
    try {
      read = decodeTensors(file);
    } catch (error) {
      expect((error as Error).constructor).toBe(Error);
      expect((error as Error).message).toMatch(said);
      expect((error as Error).message.length).toBeLessThan(file.length + 1_000);
      return;
    }
    const plain = readPlainly(file).sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(described(read.tensors)).toEqual(plain.map(({ name, shape, numbers }) => [name, shape, numbers]));
    const held = Array.from(read.tensors.values()).reduce((sum, { values }) => sum + values.buffer.byteLength, 0);
    expect(held).toBeLessThanOrEqual(file.length);
  }

  it('with any bytes changed, cut off or added are refused in words, or read right', () => {
    const change = fc.oneof(
      fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), to: fc.nat(255) }),
      fc.record({ cut: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({ more: fc.uint8Array({ maxLength: 9 }) }),
    );
    fc.assert(
      fc.property(files, fc.array(change, { minLength: 1, maxLength: 4 }), (written, changes) => {
        let file: Uint8Array = Buffer.concat(encodeTensors(written));
        for (const each of changes) {
          if ('at' in each) file[Math.floor(each.at * file.length)] = each.to;
          else if ('cut' in each) file = file.subarray(0, Math.floor(each.cut * file.length));
          else file = Buffer.concat([file, each.more]);
          if (file.length === 0) break;
        }
        expectRefusedOrWhole(file);
      }),
      { numRuns: 3_000 },
    );
  });

  it('with any JSON for a header are refused in words, or read right', () => {
    const number = fc.oneof(fc.nat(12), fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 53, 2 ** 63, 1e300));
    const list = fc.oneof(fc.array(number, { maxLength: 3 }), fc.jsonValue());
    const described = fc.record(
      {
        dtype: fc.oneof({ weight: 4, arbitrary: fc.constant('F32') }, fc.jsonValue()),
        shape: list,
        data_offsets: fc.oneof(fc.tuple(number, number), list),
      },
      { requiredKeys: [] },
    );
    const header = fc.oneof(
      fc.dictionary(fc.oneof(names, fc.constant('__metadata__')), fc.oneof(described, fc.jsonValue())),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 24 }), (header, data) =>
        expectRefusedOrWhole(fileOf(header, data)),
      ),
      { numRuns: 3_000 },
    );
  });

  it('of 8 megabytes take no more than a small multiple of it', async () => {
    const place = newFolder();
    writeFileSync(join(place, 'deep'), fileOf(`{"a":${'['.repeat(4e6)}${']'.repeat(4e6)}}`));
    writeFileSync(join(place, 'long'), fileOf(`{"a":"${'x'.repeat(8e6)}"}`));
    writeFileSync(join(place, 'data'), fileOf({ a: entry([2e6], 0, 8e6) }, new Uint8Array(8e6)));
    writeFileSync(join(place, 'wide'), fileOf(`{"a":[${'[],'.repeat(2.7e6)}[]]}`));
    const ends = {
      deep: /too many levels/,
      long: /must be described/,
      wide: /too many levels/,
      data: /^read$/,
    };
    for (const [name, how] of Object.entries(ends)) {
      const { ended, megabytes } = await inChild(
        `const { decodeTensors } = await import('./dist/src/models/safetensors.js');
         const file = readFileSync(${JSON.stringify(join(place, name))});
         began = process.memoryUsage.rss();
         try { decodeTensors(file); ended = 'read'; } catch ({ message }) { ended = message; }`,
      );
      expect(ended).toMatch(how);
      expect(megabytes).toBeLessThan(100);
    }
  });
});

/** Runs code that says how it `ended`, in a process of its own, and measures by how much that grows at most. */
async function inChild(code: string): Promise<{ ended: string; megabytes: number }> {
  const main = `import { readFileSync } from 'node:fs';
    let ended, began = 0;
    ${code}
    const megabytes = process.resourceUsage().maxRSS / 1024 - began / 2 ** 20;
    console.log(JSON.stringify({ ended, megabytes }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', main], { cwd: root });
  return JSON.parse(stdout);
}

describe('IDX', () => {
  function idx(shape: readonly number[], bytes: ArrayLike<number>, type = 8): Buffer {
    const header = Buffer.alloc(4 + 4 * shape.length);
    header.writeUInt16BE(type * 256 + shape.length, 2);
    for (const [i, side] of shape.entries()) header.writeUInt32BE(side, 4 + 4 * i);
    return Buffer.concat([header, Uint8Array.from(bytes)]);
  }
  const holds = fc.array(fc.nat(5), { maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      bytes: fc.uint8Array({ minLength: sizeOf(shape), maxLength: sizeOf(shape) }),
    }),
  );
  const packed = fc.constantFrom<(bytes: Uint8Array) => Uint8Array>(
    (bytes) => bytes,
    (bytes) => gzipSync(bytes),
    (bytes) => Buffer.concat([gzipSync(bytes.subarray(0, 5)), gzipSync(bytes.subarray(5))]),
  );
  const refusal = (file: Uint8Array): Promise<Error> =>
    decodeIdx(file).then(
      () => expect.fail('it was read'),
      (error) => error,
    );

  it('is read as it was written, packed or not', async () => {
    await fc.assert(
      fc.asyncProperty(holds, packed, async ({ shape, bytes }, pack) => {
        const read = await decodeIdx(pack(idx(shape, bytes)));
        expect(read.shape).toEqual(shape);
        expect(Array.from(read.bytes)).toEqual(Array.from(bytes));
      }),
    );
    const most = await decodeIdx(gzipSync(idx(Array(255).fill(1), [7])));
    expect([most.shape.length, Array.from(most.bytes)]).toEqual([255, [7]]);
  });

  const huge = 2 ** 32 - 1;
  it.each<[what: string, file: Uint8Array, message: string]>([
    ['nothing', new Uint8Array(0), 'it is not an IDX file of unsigned bytes'],
    ['nothing, packed', gzipSync(''), 'it is not an IDX file of unsigned bytes'],
    ['text', Buffer.from('hello'), 'it is not an IDX file of unsigned bytes'],
    ['other numbers', idx([1], [1, 2, 3, 4], 0x0d), 'it is not an IDX file of unsigned bytes'],
    ['half a header', idx([1, 2], [1, 2]).subarray(0, 9), 'it is cut off in its header'],
    ['one byte less', idx([3], [1, 2]), 'it must have 11 bytes for its shape 3, not 10'],
    ['one byte more', idx([3], [1, 2, 3, 4]), 'it must have 11 bytes for its shape 3, not 12'],
    ['one byte less, packed', gzipSync(idx([3], [1, 2])), 'it must have 11 bytes for its shape 3, not 10'],
    ['one byte more, packed', gzipSync(idx([3], [1, 2, 3, 4])), 'it must have 11 bytes for its shape 3, not more'],
    ['the largest sides', idx([huge, huge, huge], [1]), 'for its shape 4294967295 × 4294967295 × 4294967295, not 17'],
    ['the largest sides, packed', gzipSync(idx([huge, huge, huge], [1])), '4294967295 × 4294967295, not at most'],
    [
      'a side of the largest',
      gzipSync(idx([huge], new Uint8Array(1_000))),
      'it must have 4294967303 bytes for its shape 4294967295, not at most',
    ],
    ['the most sides', gzipSync(idx(Array(255).fill(huge), [1])), 'not at most'],
    ['the most sides, and none', gzipSync(idx([...Array(254).fill(huge), 0], new Uint8Array(1_000))), 'not more'],
    ['a short header, packed', gzipSync(idx([1], [7])).subarray(0, 9), 'unexpected end of file'],
    ['the start of a packed file', gzipSync(idx([1], [7])).subarray(0, 14), 'unexpected end of file'],
    ['a packed file without its end', gzipSync(idx([9], Array(9).fill(7))).subarray(0, -1), 'unexpected end of file'],
    ['another packing', Uint8Array.of(0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0, 0), 'unknown compression method'],
  ])('with %s is refused', async (_, file, message) => {
    const error = await refusal(file);
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/undefined|NaN/);
  });

  it('with any bytes changed or cut off is refused in words, or holds what its header says', async () => {
    const words =
      /^it (is not an IDX file of unsigned bytes|is cut off in its header|must have \S+ bytes for its shape .*, not (at most |more$)?\d*)|incorrect|invalid|unexpected|unknown|too many|header/;
    await fc.assert(
      fc.asyncProperty(
        holds,
        packed,
        fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 3 }),
        fc.nat(60),
        async ({ shape, bytes }, pack, changes, cut) => {
          const file = Uint8Array.from(pack(idx(shape, bytes)));
          for (const [at, to] of changes) if (at < file.length) file[at] = to;
          const rest = file.subarray(0, file.length - (cut < 12 ? cut : 0));
          try {
            const read = await decodeIdx(rest);
            expect(read.bytes.length).toBe(sizeOf(read.shape));
          } catch (error) {
            expect((error as Error).message).toMatch(words);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is not unpacked beyond what its header says', async () => {
    const place = newFolder();
    const bomb = join(place, 'train-images-idx3-ubyte.gz');
    async function* zeros() {
      yield idx([1, 2, 2], []);
      const megabyte = new Uint8Array(2 ** 20);
      for (let i = 0; i < 1024; i++) yield megabyte;
    }
    await pipeline(Readable.from(zeros()), createGzip({ level: 1 }), createWriteStream(bomb));
    expect(statSync(bomb).size).toBeLessThan(8e6);
    const { ended, megabytes } = await inChild(
      `const { decodeIdx } = await import('./dist/src/data/mnist.js');
       const file = readFileSync(${JSON.stringify(bomb)});
       began = process.memoryUsage.rss();
       await decodeIdx(file).catch(({ message }) => { ended = message; });`,
    );
    expect(ended).toBe('it must have 20 bytes for its shape 1 × 2 × 2, not more');
    expect(megabytes).toBeLessThan(64);
    writeFileSync(join(place, 'train-labels-idx1-ubyte'), idx([1], [7]));
    await expect(firstValueFrom(fromMnist({ dir: place }))).rejects.toThrow(
      `fromMnist: ${bomb} cannot be read: it must`,
    );
  });
});
