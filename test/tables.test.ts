import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import {
  branch,
  type Cell,
  fromTable,
  given,
  kaleidoscope,
  type Manifold,
  type Samples,
  type TableOptions,
  type TableRow,
  toTable,
  trainManifold,
  withLabels,
  withTurns,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, type MonoTypeOperatorFunction, of, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Batches } from '../dist/src/core/batches.js';
import { type TableColumn, unitsOf } from '../dist/src/core/table.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';

const place = newFolder();
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(place, name);
  writeFileSync(path, content);
  return path;
};

const samplesOf = (source: string | readonly TableRow[], options?: TableOptions) =>
  firstValueFrom(fromTable(source, options));
const rowsOf = (samples: Samples) => firstValueFrom(of(samples).pipe(toTable()));
const again = async (source: string | readonly TableRow[], options?: TableOptions) =>
  rowsOf(await samplesOf(source, options));
/** Rows with the same columns in each, and null where one has none. */
const full = (rows: readonly TableRow[]) => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return rows.map((row) =>
    Object.fromEntries(names.map((name) => [name, Object.hasOwn(row, name) ? row[name] : null])),
  );
};

const anyNumber = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-300, 1e21, 0.1, 1 / 3),
);
const anyText = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', '', ' ', '1,000', '12', 'ünï 🐧', 'a"b', 'a\nb'),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const anyCells = (count: number): fc.Arbitrary<Cell[]> => {
  const list = (cell: fc.Arbitrary<Cell>) =>
    fc
      .array(fc.option(cell, { freq: 5 }), { minLength: count, maxLength: count })
      .filter((cells) => cells.some((c) => c !== null));
  return fc.oneof(
    list(anyNumber.map((x) => x + 0)),
    list(anyText.filter((text) => !/\d,\d/.test(text))),
    list(fc.boolean()),
  );
};
const anyName = fc.oneof(fc.constantFrom('__proto__', 'toString', 'a b', ''), fc.string({ maxLength: 5 }));
const anyRows = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.uniqueArray(anyName, { minLength: 1, maxLength: 4 }))
  .chain(([count, names]) =>
    fc.tuple(fc.constant(names), fc.tuple(...names.map(() => anyCells(count))), fc.constant(count)),
  )
  .map(([names, columns, count]) =>
    Array.from(
      { length: count },
      (_, i): TableRow => Object.fromEntries(names.map((name, c) => [name, columns[c]![i]!])),
    ),
  );

describe('a table', () => {
  it('comes back from its units exactly, whatever its columns', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, fc.integer({ min: 1, max: 5 }), async (rows, copies) => {
        const samples = await samplesOf(rows, { copies: { number: copies, category: copies } });
        expect(await rowsOf(samples)).toEqual(rows);
        expect(samples.values.every((value) => value >= -1 && value <= 1)).toBe(true);
        expect(JSON.parse(JSON.stringify(samples.table))).toEqual(samples.table);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back from linear units within a millionth of its range', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('minmax' as const, 'standard' as const),
        async (numbers, scale) => {
          const rows = numbers.map((x) => ({ x }));
          const range = Math.max(...numbers) - Math.min(...numbers);
          for (const [i, { x }] of (await again(rows, { scale })).entries())
            expect(Math.abs((x as number) - numbers[i]!)).toBeLessThanOrEqual(1e-6 * range);
        },
      ),
    );
  });

  it('is spread evenly by rank, ties at the middle of theirs', async () => {
    const { values, table } = await samplesOf([{ x: 10 }, { x: 0 }, { x: 0 }, { x: 1e9 }], { copies: { number: 1 } });
    expect(Array.from(values)).toEqual([0.25, -0.5, -0.5, 0.75]);
    expect(table!.columns[0]).toEqual({
      kind: 'number',
      name: 'x',
      copies: 1,
      from: 0,
      scaling: { scale: 'rank', at: [0.125, 0.375, 0.625, 0.875], values: [0, 0, 10, 1e9] },
      range: [0, 1e9],
      decimals: 0,
    });
  });

  it('of more numbers than are kept as quantiles comes back near to each', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ x: Math.sin(i) }));
    const worst = Math.max(
      ...(await again(rows, { copies: { number: 1 } })).map(({ x }, i) => Math.abs((x as number) - rows[i]!.x)),
    );
    expect(worst).toBeLessThan(1e-3);
  });

  it('has the columns, kinds, copies and labels that are asked for', async () => {
    const rows = [
      { year: 1970, mass: 3.5, kind: 'b', name: 'x' },
      { year: 1971, mass: 4.5, kind: 'a', name: 'y' },
      { year: 1970, mass: null, kind: 'b', name: 'z' },
    ];
    const samples = await samplesOf(rows, {
      columns: { year: 'category', mass: { scale: 'minmax', copies: 3 } },
      label: 'kind',
    });
    expect(samples).toMatchObject({ count: 3, shape: [2 * 8 + 3], range: [-1, 1], labelNames: ['b', 'a'] });
    expect(samples.labels).toEqual(Int32Array.of(0, 1, 0));
    expect(Array.from(samples.known!.subarray(-19))).toEqual([...Array(16).fill(1), 0, 0, 0]);
    expect(await rowsOf(samples)).toEqual(rows.map(({ year, mass, kind }) => ({ year, mass, kind })));
    const beside = await samplesOf(rows, { columns: ['kind'], label: 'kind' });
    expect(beside).toMatchObject({ shape: [16], labels: Int32Array.of(0, 1, 0) });
    expect(await rowsOf(beside)).toEqual(rows.map(({ kind }) => ({ kind })));
  });

  it('has categories a tenth from the ends of the range, where rare ones can be learned, and gives them at the ends', async () => {
    const samples = await samplesOf([{ pet: 'cat' }, { pet: 'dog' }], { copies: { category: 1 } });
    expect(samples.values).toEqual(Float32Array.of(0.9, -0.9, -0.9, 0.9));
    const { shape, range, table } = samples;
    const manifold: Manifold = { ...untrained({ shape: [...shape], range }), table: table! };
    const { values } = await firstValueFrom(
      of(manifold).pipe(given([{ pet: 'dog' }]), kaleidoscope({ chains: 1 }), take(1)),
    );
    expect(values).toEqual(Float32Array.of(-1, 1));
  });

  it('is of the first rows only, and without some columns, where that is asked for', async () => {
    const rows = [
      { id: 7, size: 1, kind: 'a' },
      { id: 8, size: 3, kind: 'b' },
      { id: 9, size: 9, kind: 'c' },
    ];
    const lines = `id,size,kind\n${rows.map(({ id, size, kind }) => `${id},${size},${kind}\n`).join('')}`;
    for (const source of [rows, file('first.csv', lines)]) {
      const samples = await samplesOf(source, { count: 2, drop: ['id'] });
      expect(await rowsOf(samples)).toEqual([
        { size: 1, kind: 'a' },
        { size: 3, kind: 'b' },
      ]);
      expect(samples.table!.columns).toMatchObject([{ range: [1, 3] }, { categories: ['a', 'b'] }]);
      expect((await samplesOf(source, { count: 99, label: 'kind', drop: ['id'] })).count).toBe(3);
    }
    await expect(samplesOf(rows, { drop: ['age'] })).rejects.toThrow("has no column 'age'");
    expect(() => fromTable(rows, { columns: ['id'], drop: ['size'] })).toThrow(
      "fromTable: drop must be left out where columns are named, not ['size']",
    );
  });

  it('is read when it is subscribed to, each time anew', async () => {
    const path = join(place, 'later.csv');
    const stream = fromTable(path);
    writeFileSync(path, 'x\n1\n2\n');
    expect(await rowsOf(await firstValueFrom(stream))).toEqual([{ x: 1 }, { x: 2 }]);
    writeFileSync(path, 'x\n3\n');
    expect(await rowsOf(await firstValueFrom(stream))).toEqual([{ x: 3 }]);
  });
});

describe('a file that is left while it is read', () => {
  it('is read no further, and nothing is said of it', async () => {
    const path = file('left.csv', 'this is, no\ntable');
    const seen: unknown[] = [];
    const subscription = fromTable(path).subscribe({ next: (it) => seen.push(it), error: (error) => seen.push(error) });
    subscription.unsubscribe();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual([]);
  });
});

const rows: TableRow[] = Array.from({ length: 40 }, (_, i) => ({
  mass: i % 9 === 0 ? null : i % 4 === 0 ? 3.5 : Math.round(Math.sin(i) * 1e4) / 100,
  species: ['Adélie', 'Gentoo, big', '__proto__', 'a "b"\nc'][i % 4]!,
  wild: i % 11 === 3 ? null : i % 2 === 0,
}));
const csv = (delimiter: string) =>
  `mass${delimiter}species${delimiter}wild\r\n${rows
    .map(({ mass, species, wild }) =>
      [mass ?? '', `"${(species as string).replaceAll('"', '""')}"`, wild ?? ''].join(delimiter),
    )
    .join('\r\n')}\r\n`;
const texts = rows.map((row) => ({ ...row, wild: row.wild === null ? null : String(row.wild) }));
const column = (name: string) => rows.map((row) => row[name]);
const parquetOf = (codec: 'SNAPPY' | 'UNCOMPRESSED') =>
  new Uint8Array(
    parquetWriteBuffer({
      codec,
      rowGroupSize: 15,
      columnData: [
        { name: 'mass', data: column('mass'), type: 'DOUBLE' },
        { name: 'species', data: column('species'), type: 'STRING' },
        { name: 'wild', data: column('wild'), type: 'BOOLEAN' },
      ],
    }),
  );
const jsonLines = rows.map((row) => JSON.stringify(row)).join('\n');

describe('a file', () => {
  it.each([
    ['penguins.csv', csv(','), texts],
    ['bom.csv', `\ufeff${csv(',')}\n\n`, texts],
    ['penguins.tsv', csv('\t'), texts],
    ['penguins.TSV', csv('\t'), texts],
    ['penguins.csv.gz', gzipSync(csv(',')), texts],
    ['penguins.jsonl', `${jsonLines}\n\n`, rows],
    ['penguins.ndjson', jsonLines, rows],
    ['penguins.json', JSON.stringify(rows), rows],
    ['penguins.parquet', parquetOf('SNAPPY'), rows],
    ['plain.parquet', parquetOf('UNCOMPRESSED'), rows],
  ] as [string, string | Uint8Array, TableRow[]][])('%s', async (name, content, expected) => {
    expect(await again(file(name, content))).toEqual(expected);
  });

  it('may have other delimiters, and texts for what is not known', async () => {
    expect(await again(file('other.csv', 'a;b\n1;x\nNA;y'), { delimiter: ';', unknown: ['NA'] })).toEqual([
      { a: 1, b: 'x' },
      { a: null, b: 'y' },
    ]);
  });

  it('keeps digits of categories as texts, and takes whole numbers of any type', async () => {
    expect(await again(file('zip.csv', 'zip\n00501\n10001\n'), { columns: { zip: 'category' } })).toEqual([
      { zip: '00501' },
      { zip: '10001' },
    ]);
    const big = parquetWriteBuffer({ columnData: [{ name: 'n', data: [1n, 2n, 2n ** 40n], type: 'INT64' }] });
    expect(await again(file('big.parquet', new Uint8Array(big)))).toEqual([{ n: 1 }, { n: 2 }, { n: 2 ** 40 }]);
  });

  it('of any text, mutated, is a table or an error that says which file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          ['m.csv', csv(',')],
          ['m.tsv', csv('\t')],
          ['m.jsonl', jsonLines],
          ['m.json', JSON.stringify(rows)],
        ),
        fc.array(
          fc.tuple(
            fc.nat(),
            fc.nat(3),
            fc.constantFrom('"', '\n', ',', '\t', '{', '}', '\u0000', '9e999', '\\', 'é', '-'),
          ),
        ),
        async ([name, text], changes) => {
          for (const [where, how, what] of changes) {
            const at = where % text!.length;
            const rest = [at, at + 1, at + 20, text!.length][how]!;
            text = text!.slice(0, at) + what + text!.slice(rest);
          }
          await isTableOrError(file(name!, text!));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of any bytes is a table or an error that says which file', async () => {
    const names = fc.constantFrom('b.csv', 'b.tsv', 'b.jsonl', 'b.json', 'b.parquet', 'b.csv.gz');
    await fc.assert(
      fc.asyncProperty(names, fc.uint8Array({ maxLength: 200 }), async (name, bytes) => {
        await isTableOrError(file(name, bytes));
      }),
      { numRuns: 300 },
    );
  });

  it('of Parquet, mutated, is a table of as many rows or an error that says which file, soon and in bounded memory', async () => {
    const whole = [parquetOf('SNAPPY'), parquetOf('UNCOMPRESSED')];
    const change = fc.tuple(
      fc.nat(),
      fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff, 0x55),
      fc.integer({ min: 1, max: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.option(fc.nat()),
        async (which, changes, cut) => {
          const bytes = whole[which]!.slice();
          for (const [at, byte, length] of changes) bytes.fill(byte, at % bytes.length, (at % bytes.length) + length);
          const began = performance.now();
          const path = file('m.parquet', cut === null ? bytes : bytes.subarray(0, cut % bytes.length));
          const samples = await isTableOrError(path, { limit: 2 ** 22 });
          expect(performance.now() - began).toBeLessThan(2_000);
          expect(process.memoryUsage().arrayBuffers).toBeLessThan(2 ** 29);
          if (samples) expect(samples.count).toBeLessThanOrEqual(2 ** 22 / 8);
        },
      ),
      { numRuns: 1_500 },
    );
  }, 60_000);
});

async function isTableOrError(path: string, options?: TableOptions): Promise<Samples | undefined> {
  try {
    const samples = await samplesOf(path, options);
    const all = await rowsOf(samples);
    expect(all).toHaveLength(samples.count);
    for (const row of all)
      for (const cell of Object.values(row)) if (typeof cell === 'number') expect(cell).toSatisfy(Number.isFinite);
    return samples;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^fromTable: '.*[mb]\.(csv|tsv|jsonl|json|parquet|csv\.gz)'.{10,}/s);
    return undefined;
  }
}

const small = {
  depth: 2,
  width: 16,
  steps: 30,
  batchSize: 20,
  learningRate: 1e-2,
  blend: [0.3, 1],
  given: 0.5,
} as const;
const learn = (samples: Samples, options = {}): Promise<Manifold> =>
  lastValueFrom(of(samples).pipe(trainManifold({ ...small, ...options })));

describe('jitter', () => {
  it('moves all copies of a number alike, no category, and nothing that is not known', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ x: i % 5 ? i : null, y: i ** 2, kind: 'abc'[i % 3]! }));
    const samples = await samplesOf(rows);
    const [x, y, kind] = samples.table!.columns;
    const architecture = { depth: 1, width: 4, shape: samples.shape, range: samples.range, table: samples.table! };
    const settings = { architecture, batchSize: 40, learningRate: 1, seed: 3 };
    const batches = (more: object) => {
      const made = new Batches(samples.values, { ...settings, ...more }, samples.known!);
      made.draw(5);
      return made;
    };
    const [clean, moved] = [batches({}), batches({ jitter: 0.2 })];
    const unitsIn = ({ target, columns }: Batches, row: number, column: TableColumn) =>
      Array.from(target.subarray(row * columns + column.from, row * columns + column.from + unitsOf(column)));
    for (let row = 0; row < 40; row++) {
      const moves = [x!, y!].map((column) => {
        const [was] = unitsIn(clean, row, column);
        const [is, ...copies] = unitsIn(moved, row, column);
        expect(copies).toEqual(copies.map(() => is));
        expect(Math.abs(is!)).toBeLessThanOrEqual(1);
        const isKnown = moved.weight![row * moved.columns + column.from]! > 0;
        expect(is === was).toBe(!isKnown);
        return is! - was!;
      });
      expect(moves[0]).not.toBe(moves[1]);
      expect(unitsIn(moved, row, kind!)).toEqual(unitsIn(clean, row, kind!));
    }
    expect(moved.weight).toEqual(clean.weight);
  });
});

describe('a cell that is not known', () => {
  const engines = ['onnx', 'tensorflow-wasm', 'tensorflow-cpu'] as const;

  it.each(engines)('has no influence on what is learned, whatever stands in its place, on %s', async (engine) => {
    const samples = await samplesOf(rows);
    const other = {
      ...samples,
      values: samples.values.map((value, i) => (samples.known![i] === 1 ? value : Math.sin(i))),
    };
    for (const options of [{}, { blend: undefined, given: undefined }]) {
      const learned = await learn(samples, { engine, ...options });
      expect((await learn(other, { engine, ...options })).weights).toEqual(learned.weights);
      const known = samples.known!.map(() => 1);
      expect((await learn({ ...samples, known }, { engine, ...options })).weights).not.toEqual(learned.weights);
    }
  });

  it('changes nothing where there is none: a list that says that all are known is as no list', async () => {
    const samples = await samplesOf(full(rows).map((row) => ({ ...row, mass: row.mass ?? 1, wild: row.wild ?? true })));
    expect(samples.known).toBeUndefined();
    const listed = await learn({ ...samples, known: new Uint8Array(samples.values.length).fill(1) });
    expect(listed).toEqual(await learn(samples));
  });

  it('may be of any row, and of all cells of one', async () => {
    const { loss } = await learn(await samplesOf([{ x: 1 }, { x: null }, { x: 2 }]), { batchSize: 1 });
    expect(loss).toSatisfy(Number.isFinite);
  });

  it('is not given where samples are', async () => {
    const samples = await samplesOf(rows);
    const manifold = await learn(samples);
    const on = of(manifold).pipe(given(samples), withTurns(), kaleidoscope({ chains: 40 }), take(1));
    const { values } = await firstValueFrom(on);
    samples.known!.forEach((known, i) => {
      if (known) expect(values[i]).toBe(samples.values[i]);
    });
    const seeds = await Promise.all(
      [1, 2].map((seed) =>
        firstValueFrom(of(manifold).pipe(given(samples), withTurns(), kaleidoscope({ chains: 40, seed }), take(1))),
      ),
    );
    expect(seeds[0]!.values).not.toEqual(seeds[1]!.values);
  });
});

describe('a chain of a table', () => {
  it('that starts at rows starts at noise where they are not known', async () => {
    const samples = await samplesOf(rows);
    const manifold = await learn(samples);
    const on = of(manifold).pipe(withTurns(), kaleidoscope({ start: samples, emitStart: true }), take(1));
    const { values } = await firstValueFrom(on);
    const noise = new Set<number>();
    samples.known!.forEach((known, i) => {
      if (known) expect(values[i]).toBe(samples.values[i]);
      else noise.add(values[i]!);
    });
    expect(noise.size).toBeGreaterThan(20);
  });

  it('has copies that show the same row, with what was given to it', async () => {
    const manifold = await learn(await samplesOf(rows));
    const on = of(manifold).pipe(given([{ mass: 1.234 }, {}]), withTurns(), kaleidoscope({ chains: 3 }), take(1));
    const [draw, copies] = await Promise.all([
      firstValueFrom(on.pipe(toTable())),
      firstValueFrom(on.pipe(branch(2), toTable())),
    ]);
    expect(copies).toEqual([...draw, ...draw]);
    expect(draw.map(({ mass }) => mass === 1.234)).toEqual([true, false, true]);
  });

  it('goes on after a crash where cells are not known, and not with others', async () => {
    const samples = await samplesOf(rows);
    const checkpoint = join(place, 'training');
    const whole = await learn(samples, { steps: 30 });
    await learn(samples, { steps: 30, every: 10, checkpoint });
    expect((await learn(samples, { steps: 30, every: 10, checkpoint })).weights).toEqual(whole.weights);
    const { known: _, ...all } = samples;
    await expect(learn(all, { steps: 30, every: 10, checkpoint })).rejects.toThrow('of another training');
  });
});

describe('rows that are given', () => {
  it('come back exactly, cell by cell, and the rest is filled in', async () => {
    const manifold = await learn(
      await samplesOf(rows, { columns: { mass: 'number', wild: 'category' }, label: 'species' }).then((s) =>
        firstValueFrom(of(s).pipe(withLabels())),
      ),
      { given: { labels: 0.5, data: 0.5 } },
    );
    const { columns, label } = manifold.table!;
    const [low, high] = columns[0]!.kind === 'number' ? columns[0]!.range : [0, 0];
    const anyRow = fc.record(
      {
        mass: fc.option(
          fc.double({ min: low, max: high, noNaN: true }).map((x) => x + 0),
          { nil: undefined },
        ),
        wild: fc.option(fc.boolean()),
        species: fc.constantFrom(...(label!.categories as string[])),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 4 }), fc.nat(20), async (some, first) => {
        const draws = await lastValueFrom(
          of(manifold).pipe(
            given(some),
            withTurns({ every: 2 }),
            kaleidoscope({ chains: 5, first, emitStart: true }),
            take(4),
            toTable(),
            toArray(),
          ),
        );
        for (const draw of draws)
          for (const [i, row] of draw.entries()) {
            expect(Object.keys(row)).toEqual(['mass', 'wild', 'species']);
            expect(Object.values(row).includes(null)).toBe(false);
            const asked = some[(first + i) % some.length]!;
            for (const [name, cell] of Object.entries(asked))
              if (cell !== null && cell !== undefined) expect(row[name]).toBe(cell);
          }
      }),
      { numRuns: 30 },
    );
  });

  it('are those given last, in the row as in the chain', async () => {
    const rows = [
      { x: 1, y: 'a' },
      { x: 2, y: 'b' },
    ];
    const samples = await lastValueFrom(fromTable(rows, { label: 'y' }).pipe(withLabels()));
    const manifold = await learn(samples, { batchSize: 2, given: { labels: 0.5, data: 0.5 } });
    const drawn = (...known: readonly MonoTypeOperatorFunction<Manifold>[]) => {
      const knowing = known.reduce((manifolds, one) => manifolds.pipe(one), of(manifold));
      return firstValueFrom(knowing.pipe(withTurns(), kaleidoscope({ chains: 1 }), toTable()));
    };
    const [row, label, cell] = [given([rows[0]!]), given({ label: 'b' }), given([{ x: 2 }])];
    expect(await drawn(row, label, cell)).toEqual([{ x: 2, y: 'b' }]);
    expect(await drawn(label, cell, row)).toEqual([{ x: 1, y: 'a' }]);
  });

  it('may have more than is to be known, and numbers beyond what was learned where that is allowed', async () => {
    const manifold = await learn(
      await samplesOf([
        { x: 1, y: 1 },
        { x: 2, y: 3 },
        { x: 3, y: 7 },
      ]),
      { batchSize: 3 },
    );
    const drawn = (row: TableRow, options: Parameters<typeof given>[1]) =>
      firstValueFrom(
        of(manifold).pipe(given([row], options as never), withTurns(), kaleidoscope({ chains: 1 }), toTable()),
      );
    expect((await drawn({ x: 9, y: 1 }, { outside: 'clamp' } as never))[0]).toEqual({ x: 9, y: 1 });
    const [masked] = await drawn({ x: 9, y: 3 }, { mask: ['y'] } as never);
    expect(masked!.y).toBe(3);
    expect(masked!.x).toBeLessThanOrEqual(3);
  });
});
