import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  fromManifold,
  lowestLoss,
  type Manifold,
  type Samples,
  type TrainingOptions,
  training,
  withAttributes,
  withLabels,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, map, of, takeWhile, toArray } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { pictures } from './fixtures.js';
import { newFolder } from './folder.js';
import { probe } from './probe.js';

const samples: Samples = pictures(1, 40)[0]!;
const options = { depth: 3, width: 16, steps: 60, every: 10, batchSize: 16, learningRate: 5e-3, seed: 3 };
let directory = '';
beforeEach(() => {
  directory = newFolder();
});

const train = (more: TrainingOptions = {}) => of(samples).pipe(training({ ...options, ...more }));
const whole = (more: TrainingOptions = {}) => lastValueFrom(train(more).pipe(toArray()));
const upTo = (step: number, more: TrainingOptions = {}) =>
  lastValueFrom(
    train({ checkpoint: directory, ...more }).pipe(
      takeWhile((at) => at.step < step, true),
      toArray(),
    ),
  );
const file = (step: number) => join(directory, `step-${String(step).padStart(6, '0')}.safetensors`);
const plain = (steps: { step: number; loss: number; manifold(): Manifold }[]) =>
  steps.map(({ step, loss, manifold }) => ({ step, loss, weights: manifold().weights }));

describe('training({ checkpoint })', () => {
  it('keeps the last two, and nothing else', async () => {
    await upTo(30);
    expect(readdirSync(directory).sort()).toEqual([file(20), file(30)].map((path) => path.slice(directory.length + 1)));
  });

  it('goes on whatever has become of the weights that were emitted, and from the best of them', async () => {
    const expected = await whole();
    for (const steps of [20, 40, 60]) {
      const last = train({ checkpoint: directory, steps }).pipe(
        map(({ step, loss, manifold }) => {
          const weights = structuredClone(manifold().weights);
          for (const each of manifold().weights) each.fill(0);
          return { step, loss, weights };
        }),
      );
      expect([await lastValueFrom(last)]).toEqual(plain(expected).filter((at) => at.step === steps));
    }
    const best = await lastValueFrom(train({ checkpoint: directory }).pipe(lowestLoss()));
    expect(best).toEqual(await lastValueFrom(train().pipe(lowestLoss())));
  });

  it('goes on from any step to the same weights and the same best, bit for bit', async () => {
    const expected = await whole();
    const best = await lastValueFrom(train().pipe(lowestLoss()));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 10, 20, 30, 40, 50, 60), async (step) => {
        rmSync(directory, { recursive: true });
        await upTo(step);
        const rest = await whole({ checkpoint: directory });
        const after = plain(rest).filter((at) => at.step >= step);
        expect(after).toEqual(plain(expected).filter((at) => at.step >= step));
        const again = await lastValueFrom(train({ checkpoint: directory }).pipe(lowestLoss()));
        expect(again).toEqual(best);
      }),
      { numRuns: 8 },
    );
  });

  it('goes on bit for bit with blend, a schedule, and labels, attributes and parts given', async () => {
    const labels = Int32Array.from({ length: samples.count }, (_, i) => i % 3);
    const noisy = { blend: [0.6, 1], jitter: 0.1 } as const;
    const recipe = {
      ...options,
      ...noisy,
      schedule: 'cosine',
      given: { labels: 0.5, data: 0.5, attributes: 0.5 },
    } as const;
    const attributes = Array.from(labels, (label) => ({ shade: label * 1.5, kind: `${label}` }));
    const run = (checkpoint?: string) =>
      of({ ...samples, labels, attributes }).pipe(
        withLabels({ copies: 2 }),
        withAttributes(),
        training({ ...recipe, checkpoint }),
      );
    const expected = plain(await lastValueFrom(run().pipe(toArray())));
    for (const left of [10, 50]) {
      rmSync(directory, { recursive: true });
      await lastValueFrom(run(directory).pipe(takeWhile((at) => at.step < left, true)));
      const rest = plain(await lastValueFrom(run(directory).pipe(toArray())));
      expect(rest).toEqual(expected.filter((at) => at.step >= left));
    }
    const other = { ...samples, attributes, labels: labels.map((label) => (label + 1) % 3) };
    await expect(
      lastValueFrom(
        of(other).pipe(withLabels({ copies: 2 }), withAttributes(), training({ ...recipe, checkpoint: directory })),
      ),
    ).rejects.toThrow(file(60));
  });

  it('computes nothing when the training has been finished before', async () => {
    const expected = await whole({ checkpoint: directory });
    await probe(async (counts) => {
      expect(plain(await whole({ checkpoint: directory })).at(-1)).toEqual(plain(expected).at(-1));
      expect(counts.opened).toBe(0);
    });
  });

  it('goes on further when more steps are asked for, and looks at other steps', async () => {
    await upTo(30);
    const on = await whole({ checkpoint: directory, steps: 70, every: 25 });
    expect(on.map(({ step }) => step).slice(-3)).toEqual([30, 50, 70]);
    expect(plain(on).at(-1)).toEqual(plain(await whole({ steps: 70 })).at(-1));
  });

  it('passes over a torn file with a warning that names it, and uses the older good one', async () => {
    const expected = plain(await whole()).at(-1);
    for (const tear of [
      (path: string) => truncateSync(path, 5),
      (path: string) => truncateSync(path, readFileSync(path).length - 4),
      (path: string) => writeFileSync(path, ''),
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 20]! ^= 1;
        writeFileSync(path, bytes);
      },
    ]) {
      rmSync(directory, { recursive: true });
      await upTo(30);
      tear(file(30));
      const warned = once(process, 'warning') as Promise<[Error]>;
      const rest = await whole({ checkpoint: directory });
      expect((await warned)[0].message).toContain(`checkpoint ${file(30)} is refused`);
      expect(rest.map(({ step }) => step)).toContain(20);
      expect(plain(rest).at(-1)).toEqual(expected);
    }
  });

  it('refuses any other file by name, or goes on with the same training', async () => {
    await upTo(10);
    const good = readFileSync(file(10));
    rmSync(directory, { recursive: true });
    const expected = plain(await whole({ steps: 12 }));
    const start = 8 + Number(good.readBigUInt64LE());
    const place = fc.oneof(
      fc.nat(7),
      fc.integer({ min: 8, max: start - 1 }),
      fc.integer({ min: start, max: good.length - 1 }),
    );
    /** One digit of the header for another: what it says stays well-formed. */
    const digits = [...good.subarray(8, start).toString('latin1').matchAll(/\d/g)].map(({ index }) => 8 + index);
    const digit = fc.tuple(
      fc.constantFrom(...digits),
      fc.nat(9).map((n) => 0x30 + n),
    );
    const change = fc.oneof(
      fc.array(fc.oneof(fc.tuple(place, fc.nat(255)), digit), { minLength: 1, maxLength: 3 }).map((changes) => {
        const bytes = Buffer.from(good);
        for (const [at, to] of changes) bytes[at] = to;
        return bytes;
      }),
      fc.nat(good.length).map((length) => good.subarray(0, length)),
      fc.uint8Array({ maxLength: 20 }).map((more) => Buffer.concat([good, more])),
      renamed(good),
    );
    const seen = { refused: 0, same: 0 };
    await fc.assert(
      fc.asyncProperty(change, async (bytes) => {
        rmSync(directory, { recursive: true, force: true });
        mkdirSync(directory);
        writeFileSync(file(10), bytes);
        try {
          const rest = plain(await whole({ checkpoint: directory, steps: 12 }));
          expect(rest).toEqual(expected.filter(({ step }) => step >= 10));
          seen.same++;
        } catch (error) {
          if ((error as Error).name === 'AssertionError') throw error;
          expect((error as Error).message).toMatch(`training: checkpoint ${file(10)} is refused: `);
          expect((error as Error).message).not.toMatch(/Cannot read|of undefined|is not a function/);
          seen.refused++;
        }
      }),
      { numRuns: 400, examples: [[good]] },
    );
    expect(seen.same).toBeGreaterThan(0);
    expect(seen.refused).toBeGreaterThan(200);
  });

  /** Files whose header is well-formed and says other things: names that have changed places, or steps. */
  function renamed(good: Buffer): fc.Arbitrary<Buffer> {
    const start = 8 + Number(good.readBigUInt64LE());
    const header = JSON.parse(good.subarray(8, start).toString());
    const names = Object.keys(header).filter((name) => name !== '__metadata__');
    const rewrite = (change: (header: Record<string, { shape: number[] } & Record<string, string>>) => unknown) => {
      const text = Buffer.from(JSON.stringify(change(structuredClone(header))));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.length));
      return Buffer.concat([length, text, good.subarray(start)]);
    };
    const name = fc.constantFrom(...names);
    const swapped = fc
      .tuple(name, name)
      .map(([a, b]) =>
        rewrite((header) =>
          Object.fromEntries(
            Object.entries(header).map(([each, entry]) => [each === a ? b : each === b ? a : each, entry]),
          ),
        ),
      );
    const reordered = fc
      .shuffledSubarray(names, { minLength: names.length, maxLength: names.length })
      .map((order) =>
        rewrite((header) => Object.fromEntries(['__metadata__', ...order].map((each) => [each, header[each]]))),
      );
    const reshaped = name.map((each) =>
      rewrite((header) => {
        header[each]!.shape.unshift(1);
        return header;
      }),
    );
    const note = fc.constantFrom('format', 'training', 'state', 'sha256');
    const noted = fc
      .tuple(note, fc.oneof(fc.string(), fc.json(), fc.constant(undefined)))
      .map(([each, text]) =>
        rewrite(({ __metadata__: notes, ...header }) => ({ __metadata__: { ...notes, [each]: text }, ...header })),
      );
    return fc.oneof(swapped, reordered, reshaped, noted);
  }

  it('says of a file of another version that it is one', async () => {
    await upTo(10);
    rmSync(file(0));
    const bytes = readFileSync(file(10));
    const at = bytes.indexOf('kaleidoflow training 4') + 'kaleidoflow training '.length;
    bytes[at] = 0x31;
    writeFileSync(file(10), bytes);
    await expect(whole({ checkpoint: directory })).rejects.toThrow(
      `checkpoint ${file(10)} is refused: it is not a checkpoint of this version of kaleidoflow`,
    );
  });

  it('refuses the checkpoints of another training by name, and leaves them alone', async () => {
    await upTo(30);
    const before = readdirSync(directory);
    for (const other of [
      { depth: 2 },
      { width: 17 },
      { seed: 4 },
      { learningRate: 1e-3 },
      { batchSize: 8 },
      { steps: 15 },
      { schedule: 'cosine' as const },
      { blend: [0, 1] as const },
      { jitter: 0.1 },
    ])
      await expect(whole({ checkpoint: directory, ...other })).rejects.toThrow(file(30));
    await expect(whole({ checkpoint: directory, seed: 4, schedule: 'cosine' })).rejects.toThrow(
      'it is of another training: seed 3, not 4; steps of the schedule undefined, not',
    );
    writeFileSync(file(40), 'something else');
    await expect(
      lastValueFrom(of(pictures(2, 40)[1]!).pipe(training({ ...options, checkpoint: directory }))),
    ).rejects.toThrow(file(40));
    expect(readdirSync(directory)).toEqual([...before, 'step-000040.safetensors']);
  });

  it('says which directory it cannot write to, before any training', async () => {
    const blocked = join(directory, 'file');
    writeFileSync(blocked, '');
    await probe(async (counts) => {
      await expect(whole({ checkpoint: join(blocked, 'inside') })).rejects.toThrow(join(blocked, 'inside'));
      expect(counts.opened).toBe(0);
    });
  });

  it('writes files that any reader of safetensors reads', async () => {
    await upTo(10);
    const bytes = readFileSync(file(10));
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const length = Number(view.getBigUint64(0, true));
    const { __metadata__: notes, ...tensors } = JSON.parse(bytes.subarray(8, 8 + length).toString());
    const places = tensors as Record<string, { data_offsets: number[]; shape: number[]; dtype: string }>;
    let end = 0;
    for (const { data_offsets, shape, dtype } of Object.values(places)) {
      expect(dtype).toBe('F32');
      expect(data_offsets[0]).toBe(end);
      end = data_offsets[1]!;
      expect(end - data_offsets[0]!).toBe(4 * shape.reduce((a, b) => a * b, 1));
    }
    expect(8 + length + end).toBe(bytes.length);
    const data = bytes.subarray(8 + length);
    const { sha256, ...said } = notes as Record<string, string>;
    const sumOf = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const sums = Object.entries(places).map(([name, { shape, data_offsets }]) => [
      name,
      shape,
      sumOf(data.subarray(...data_offsets)),
    ]);
    expect(sumOf(JSON.stringify([Object.entries(said), sums]))).toBe(sha256);
    expect(view.getFloat32(8 + length, true)).toBe(plain(await upTo(10)).at(-1)!.weights[0]![0]);
  });

  it('writes models: fromManifold reads the network as it was at that step', async () => {
    const blended = { blend: [0.5, 1], schedule: 'cosine' } as const;
    const steps = await upTo(20, blended);
    expect(await firstValueFrom(fromManifold(file(20)))).toEqual(steps.at(-1)!.manifold());
  });
});
