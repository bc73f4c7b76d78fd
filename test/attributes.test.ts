import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import {
  branch,
  type Draw,
  energy,
  fromImages,
  fromManifold,
  given,
  kaleidoscope,
  type Manifold,
  measure,
  type Samples,
  type TrainingOptions,
  toSafetensors,
  training,
  trainManifold,
  withAttributes,
  withLabels,
  withTurns,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, map, of, take } from 'rxjs';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { Batches } from '../dist/src/core/batches.js';
import { unitsOf } from '../dist/src/core/table.js';
import { besideSize, dataOf, knownOf, stateSize, statesOf } from '../dist/src/core/units.js';
import { faces } from './faces.js';
import { expectSame } from './same.js';

const sides = ['left', 'middle', 'right'] as const;

/** Pictures of 4 × 4 with a bright column, of a brightness, beside a row that says which and how bright. */
function columns(range: Samples['range'] = [-1, 1], count = 120): Samples {
  const rows = Array.from({ length: count }, (_, i) => ({
    side: sides[i % 3]!,
    bright: (1 + (i % 5)) / 5,
    on: i % 2 === 0,
  }));
  const [low, high] = range;
  const values = rows.flatMap(({ side, bright }) =>
    Array.from({ length: 16 }, (_, at) => (at % 4 === sides.indexOf(side) ? low + bright * (high - low) : low)),
  );
  return { values: Float32Array.from(values), count, shape: [4, 4, 1], range, attributes: rows };
}

const learn = (samples: Samples, options: TrainingOptions = {}): Promise<Manifold> =>
  lastValueFrom(
    of(samples).pipe(
      withAttributes(),
      trainManifold({
        ...{ depth: 3, width: 64, steps: 400, batchSize: 60, learningRate: 4e-3, schedule: 'cosine' },
        ...{ blend: [0.3, 1], given: 0.5, ...options },
      }),
    ),
  );

const last = (manifold: Manifold, change: ReturnType<typeof given>, chains = 30, steps = 32): Promise<Draw> =>
  lastValueFrom(of(manifold).pipe(change, withTurns({ every: 16 }), kaleidoscope({ chains, seed: 3 }), take(steps)));

/** The column of a picture that is brightest in sum. */
function sideOf({ values }: Draw, chain: number) {
  const sums = sides.map((_, x) => [0, 1, 2, 3].reduce((sum, y) => sum + values[chain * 16 + y * 4 + x]!, 0));
  return sides[sums.indexOf(Math.max(...sums))];
}

describe.each([[[-1, 1]], [[0, 1]]] as const)('attributes, of pictures in %j', (range) => {
  const learned = learn(columns(range));

  it('decide what is drawn where they are given, and are said where not', async () => {
    const manifold = await learned;
    for (const side of sides) {
      const draw = await last(manifold, given({ attributes: { side } }));
      const right = draw.attributes!.filter((row, i) => row.side === side && sideOf(draw, i) === side);
      expect(right.length).toBeGreaterThanOrEqual(28);
      expect(new Set(draw.attributes!.map(({ on }) => on)).size).toBe(2);
    }
    const free = await last(manifold, (x) => x, 60);
    expect(new Set(free.attributes!.map(({ side }) => side)).size).toBe(3);
    expect(free.attributes!.filter(({ side }, i) => side === sideOf(free, i)).length).toBeGreaterThanOrEqual(54);
  });

  it('are taken in turn by the chains, in their own types, and stay exactly as they were given', async () => {
    const rows = [{ side: 'left', bright: 0.37 }, { on: true }, { side: 'right', on: false }];
    const { attributes } = await last(await learned, given({ attributes: rows }), 7, 3);
    attributes!.forEach((row, i) => void expect(row).toMatchObject(rows[i % 3]!));
    for (const { bright, on } of attributes!) {
      expect(bright).toBeGreaterThanOrEqual(0.2);
      expect(bright).toBeLessThanOrEqual(1);
      expect(typeof on).toBe('boolean');
    }
  });

  it('come back from a file: the same draws, bit for bit, of what was given too', async () => {
    const change = given({ attributes: [{ side: 'right' }, { on: false, bright: 0.5 }] });
    const manifold = await firstValueFrom(of(await learned).pipe(change));
    const bytes = await firstValueFrom(of(manifold).pipe(toSafetensors()));
    const again = await lastValueFrom(fromManifold(bytes));
    const [a, b] = await Promise.all([last(manifold, (x) => x, 5, 3), last(again, (x) => x, 5, 3)]);
    expectSame(b.values, a.values);
    expectSame(b.state!, a.state!);
    expect(b.attributes).toEqual(a.attributes);
  });

  it('are repeated by branch, and measured by energy', async () => {
    const manifold = await learned;
    const draw = await firstValueFrom(
      of(manifold).pipe(
        kaleidoscope({ chains: 3 }),
        branch(2),
        map((draw) => ({ ...draw })),
        measure({ energy: energy(manifold) }),
      ),
    );
    expect(draw.attributes!.slice(3)).toEqual(draw.attributes!.slice(0, 3));
    expect([...draw.metrics.energy.slice(3)]).toEqual([...draw.metrics.energy.slice(0, 3)]);
    expect(draw.metrics.energy.every(Number.isFinite)).toBe(true);
  });
});

describe('units of attributes', () => {
  const beside = async (samples: Samples, copies = { number: 2, category: 1 }) =>
    firstValueFrom(of(samples).pipe(withAttributes({ copies })));

  it('stand behind the data and the labels, and those of a category are those of a label, a tenth from the ends of the range', async () => {
    const labels = Int32Array.from({ length: 120 }, (_, i) => i % 3);
    const { attributes, ...plain } = columns();
    const [asLabels, asGroup] = await Promise.all([
      firstValueFrom(of({ ...plain, labels }).pipe(withLabels({ copies: 4 }))),
      beside({ ...plain, attributes: attributes!.map(({ side }) => ({ side: side! })) }, { number: 1, category: 4 }),
    ]);
    const [size, wide] = [plain.values.length / plain.count, stateSize(asLabels)];
    const nearly = statesOf(asLabels).map((value, i) => (i % wide < size ? value : 0.9 * value));
    expectSame(statesOf(asGroup), nearly);
    const both = await beside({ ...columns(), ...asLabels });
    expect(besideSize(both)).toBe(3 * 4 + 3 + 2 + 2);
    const { values, labels: said, units } = dataOf(statesOf(both), both);
    expectSame(values, both.values);
    expect([...said!]).toEqual([...labels]);
    expectSame(units!, both.attributeUnits!.values);
  });

  it('that are not known are not learned from', async () => {
    const { attributes, ...rest } = columns();
    const gaps = attributes!.map((row, i) => (i % 4 === 0 ? { ...row, side: null } : row));
    const samples = await beside({ ...rest, attributes: gaps });
    const known = knownOf(samples)!;
    const wide = stateSize(samples);
    for (let row = 0; row < 8; row++)
      expect([...known.subarray(row * wide, (row + 1) * wide)].filter((each) => each === 0)).toHaveLength(
        row % 4 === 0 ? 3 : 0,
      );
    const train = (attributes: Samples['attributes']) =>
      lastValueFrom(
        of({ ...rest, attributes }).pipe(withAttributes(), training({ depth: 1, width: 8, steps: 5, blend: [0.5, 1] })),
      );
    expect(Number.isFinite((await train(gaps)).loss)).toBe(true);
  });

  it('are given whole columns at a time, a random part of them, to the share that is said', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        async (seed, share) => {
          const samples = await beside(columns());
          const batches = new Batches(statesOf(samples), {
            ...{ architecture: { ...samples, depth: 1, width: 1 }, batchSize: 120, seed },
            ...{ blend: [0.9, 1], given: { labels: 0, data: 0, attributes: share } },
          });
          batches.draw(1);
          let clean = 0;
          for (let row = 0; row < 120; row++) {
            const at = row * batches.columns;
            const equal = (from: number, to: number) =>
              Array.from(
                { length: to - from },
                (_, i) => batches.input[at + from + i] === batches.target[at + from + i],
              );
            expect(equal(0, 16).every((each) => !each)).toBe(true);
            let any = false;
            for (const column of samples.attributeUnits!.columns) {
              const units = equal(16 + column.from, 16 + column.from + unitsOf(column));
              expect(new Set(units).size).toBe(1);
              any ||= units[0]!;
            }
            if (any) clean++;
          }
          // Of those that have some given, at a share that is drawn anew, a quarter has none of three columns.
          expect(Math.abs(clean / 120 - share * 0.75)).toBeLessThan(0.2);
        },
      ),
      { numRuns: 20 },
    ));

  it.each([
    [
      () =>
        of(columns()).pipe(
          map(({ attributes, ...rest }) => rest),
          withAttributes(),
        ),
      /withAttributes: .*Samples with attributes/,
    ],
    [() => of(columns()).pipe(withAttributes({ columns: ['size'] })), /no column 'size'/],
    [
      () =>
        of(columns()).pipe(
          map((samples) => ({ ...samples, attributes: [{}] })),
          training({ steps: 1 }),
        ),
      /120 samples need 120 rows of attributes, not 1/,
    ],
    [
      () => of(columns()).pipe(training({ blend: [0.5, 1], given: { attributes: 1 } })),
      /put withAttributes\(\) before the training/,
    ],
  ])('refuse what is not allowed (%#)', async (stream, message) => {
    await expect(lastValueFrom(stream() as never)).rejects.toThrow(message);
  });

  it('refuse what was not learned, and say what was', async () => {
    const manifold = await learn(columns(), { steps: 1 });
    const asked = (attributes: object) => firstValueFrom(of(manifold).pipe(given({ attributes: attributes as never })));
    await expect(asked({ hair: 1 })).rejects.toThrow(
      "given: attributes[0] names a column 'hair'; there are 'side', 'bright', 'on'",
    );
    await expect(asked([{}, { side: 'top' }])).rejects.toThrow(
      "given: attributes[1], column 'side' must be one of the 3 categories that were learned, 'left', 'middle', 'right', not 'top'",
    );
    await expect(asked({ bright: 7 })).rejects.toThrow('must be from 0.2 to 1');
    expect(() => given({ attributes: 3 as never })).toThrow(TypeError);
    const { attributeUnits, ...plain } = manifold;
    await expect(firstValueFrom(of(plain as Manifold).pipe(given({ attributes: { side: 'left' } })))).rejects.toThrow(
      'withAttributes()',
    );
  });
});

describe.each(faces)('fromImages with attributes, $name', ({ operators, emitted }) => {
  const made = mkdtemp(`${tmpdir()}/kaleidoflow-`).then(async (folder) => {
    for (const name of ['a', 'b'])
      await sharp({ create: { width: 2, height: 2, channels: 3, background: '#888' } })
        .png()
        .toFile(`${folder}/${name}.png`);
    await writeFile(
      `${folder}/metadata.csv`,
      'file_name,hair,age,zip\nb.png,red,31,00501\na.png,"black, long",,00502\nc.png,no,1,1\n',
    );
    return folder;
  });
  afterAll(async () => rm(await made, { recursive: true }));
  const read = async (attributes: unknown) => {
    const folder = await made;
    const table = typeof attributes === 'string' ? `${folder}/${attributes}` : attributes;
    return lastValueFrom(emitted(operators.fromImages(folder, { attributes: table as string }))) as Promise<Samples>;
  };

  it('has the row of each picture, numbers as numbers', async () => {
    expect((await read('metadata.csv')).attributes).toEqual([
      { hair: 'black, long', age: null, zip: '00502' },
      { hair: 'red', age: 31, zip: '00501' },
    ]);
    expect(
      (
        await read([
          { file_name: 'a.png', x: 1 },
          { file_name: 'b.png', x: 2 },
        ])
      ).attributes,
    ).toEqual([{ x: 1 }, { x: 2 }]);
  });

  it.each([
    [[{ file_name: 'a.png', x: 1 }], "fromImages: attributes: the table has no row whose file_name is 'b.png'"],
    [[{ name: 'a.png' }], "fromImages: attributes: the table must have a column 'file_name'"],
    [[{ file_name: 'a.png' }, { file_name: 'a.png' }], "rows[1] is of 'a.png', as an earlier row is"],
  ])('refuses a table that does not fit (%#)', async (rows, message) => {
    await expect(read(rows)).rejects.toThrow(message);
  });

  it('refuses what is no table', () => {
    expect(() => fromImages('.', { attributes: 3 as never })).toThrow(TypeError);
  });
});
