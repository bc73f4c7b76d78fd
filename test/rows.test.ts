import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Draw, Evaluation, Manifold, Samples, TableOptions, TableRow } from 'kaleidoflow';
import { kaleidoscopeOver } from 'kaleidoflow/nats';
import { lastValueFrom, of, take } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { faces } from './faces.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';

// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tried here
const wrong = (value: unknown) => value as any;
const place = newFolder();
const file = (name: string, content: string) => {
  writeFileSync(join(place, name), content);
  return join(place, name);
};

const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
afterEach(() => warn.mockClear());

const rows = Array.from({ length: 20 }, (_, i) => ({ mass: i, kind: 'abc'[i % 3]!, wild: i % 2 === 0 }));
const others = rows.map((row) => ({ ...row, mass: row.mass + 1000 }));

describe.each(faces)('rows of one table ($name)', ({ operators: o, emitted, observed }) => {
  const samplesOf = (source: string | readonly TableRow[], options?: TableOptions) =>
    lastValueFrom(emitted(o.fromTable(source, options))) as Promise<Samples>;
  const learned = async (options?: TableOptions): Promise<Manifold> => {
    const { shape, range, table } = await samplesOf(rows, options);
    return { ...untrained({ shape: [...shape], range }), table: table! };
  };
  const through = (value: unknown, ...operators: unknown[]) =>
    lastValueFrom(
      operators
        .reduce<ReturnType<typeof emitted>>((source, each) => source.pipe(observed(each)), of(value))
        .pipe(take(1)),
    );

  it('are read like those of a manifold or of samples: the same units mean the same', async () => {
    const all = await samplesOf(rows);
    const manifold = await learned();
    const text = `wild,kind,mass\n${rows
      .slice(5, 9)
      .map(({ mass, kind, wild }) => `${wild},${kind},${mass}`)
      .join('\n')}`;
    for (const like of [manifold, all])
      for (const source of [rows.slice(5, 9), file('some.csv', text)]) {
        const some = await samplesOf(source, { like });
        expect(some.table).toEqual(all.table);
        expect(some.values).toEqual(all.values.slice(5 * all.shape[0]!, 9 * all.shape[0]!));
      }
    expect(warn).not.toHaveBeenCalled();
  });

  it('have the labels of the others, and none where their column is missing', async () => {
    const like = await samplesOf(rows, { label: 'kind' });
    const some = await samplesOf([rows[2]!, rows[0]!], { like });
    expect([...some.labels!]).toEqual([2, 0]);
    expect(some.labelNames).toEqual(['a', 'b', 'c']);
    expect((await samplesOf([{ mass: 1, wild: true }], { like })).labels).toBeUndefined();
  });

  it('may be empty in all of a column, which is then not known', async () => {
    const some = await samplesOf([{ mass: null, kind: 'a', wild: true }], { like: await samplesOf(rows) });
    expect(some.known!.slice(0, 17)).toEqual(new Uint8Array(17).fill(1, 16));
  });

  it('are refused with their place where they do not fit', async () => {
    const like = await learned();
    const path = file('bad.csv', 'mass,kind,wild\n1,a,true\n2,d,true\n');
    await expect(samplesOf(path, { like })).rejects.toThrow(
      `fromTable: '${path}', line 3, column 'kind' must be one of the 3 categories that were learned, 'a', 'b', 'c', not 'd'`,
    );
    await expect(samplesOf([{ mass: 1, kind: 'a' }], { like })).rejects.toThrow("has no column 'wild'");
    await expect(samplesOf([{ ...rows[0]!, mass: 'x' }], { like })).rejects.toThrow(
      "fromTable: rows[0], column 'mass' must be a number, not 'x'",
    );
    await samplesOf([rows[0]!, others[1]!, others[2]!], { like });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toContain("fromTable: rows[1], column 'mass': 1001 is outside 0 to 19");
  });

  it.each(['columns', 'label', 'scale', 'copies'] as const)('say no %s of their own', async (name) => {
    const like = await learned();
    const own = { columns: ['mass'], label: 'kind', scale: 'minmax', copies: { number: 1 } }[name];
    expect(() => o.fromTable(rows, wrong({ like, [name]: own }))).toThrow(
      `fromTable: ${name} must be left out where \`like\` says it, not `,
    );
    expect(() => o.fromTable(rows, wrong({ like: untrained() }))).toThrow(
      'fromTable: like must be Samples or a Manifold of a table',
    );
  });

  const message = (what: string, owner: string) =>
    `${what} must be rows of ${owner} table, and differ from column 'mass' on: read them by fromTable(path, { like })`;

  it.each([
    ['given', (samples: Samples) => [o.given(samples), o.kaleidoscope()], message('given: samples', "the manifold's")],
    ['start', (start: Samples) => [o.kaleidoscope({ start })], message('kaleidoscope: start', "the manifold's")],
    ['descend', (start: Samples) => [o.descend({ start })], message('descend: start', "the manifold's")],
    [
      'nearest',
      (samples: Samples) => [o.kaleidoscope({ chains: 2 }), o.measure({ nearest: o.nearest(samples) })],
      message('nearest: the samples', "the draws'"),
    ],
    [
      'evaluate',
      (samples: Samples) => [o.kaleidoscope({ chains: 6 }), o.evaluate(samples)],
      message('evaluate: the samples', "the draws'"),
    ],
  ] as [string, (samples: Samples) => unknown[], string][])(
    'that meet others in %s are refused, and taken when they are read like them',
    async (_, operators, refusal) => {
      const manifold = await learned();
      await expect(through(manifold, ...operators(await samplesOf(others)))).rejects.toThrow(refusal);
      (await through(manifold, ...operators(await samplesOf(rows, { like: manifold })))) as Draw | Evaluation;
    },
  );

  it('of another table do not go on from a checkpoint', async () => {
    const options = { depth: 1, width: 4, steps: 2, checkpoint: join(place, o === faces[0]!.operators ? 'a' : 'b') };
    await through(await samplesOf(rows), o.trainManifold(options));
    await expect(through(await samplesOf(others), o.trainManifold(options))).rejects.toThrow(
      'another table: read its rows by fromTable(path, { like })',
    );
    await through(await samplesOf(rows, { like: await samplesOf(rows) }), o.trainManifold(options));
  });

  const engines = ['onnx', 'tensorflow-cpu'] as const;

  it.each(engines)('that are given have a chain each, on %s', async (engine) => {
    const manifold = await learned();
    const many = Array.from({ length: 60 }, (_, i) => ({ mass: i % 20 }));
    const samples = await samplesOf(rows, { like: manifold });
    for (const sampling of [o.kaleidoscope, o.descend]) {
      const drawn = (what: unknown, options = {}) =>
        through(manifold, o.given(wrong(what)), sampling({ engine, ...options })) as Promise<Draw>;
      expect((await drawn(many)).given).toEqual(many);
      expect((await drawn(samples)).count).toBe(20);
      expect((await drawn([{ mass: 1 }])).count).toBe(48);
      expect((await drawn(many, { chains: 61 })).count).toBe(61);
      expect((await drawn(many, { chains: 2, first: 58 })).given).toEqual(many.slice(58));
      const refused = `${sampling.name}: chains must be at least 60, as many as rows are given, not 48; with \`first\` they can be drawn in pieces`;
      await expect(drawn(many, { chains: 48 })).rejects.toThrow(refused);
      await expect(drawn(many, { start: await samplesOf(rows, { like: manifold }) })).rejects.toThrow('at least 60');
    }
  });
});

it('workers draw a chain for each row too', async () => {
  const table = await lastValueFrom(faces[0]!.operators.fromTable(rows));
  const manifold = { ...untrained({ shape: [...table.shape], range: table.range }), table: table.table! };
  const over = kaleidoscopeOver(wrong({}), { chains: 2 });
  await expect(lastValueFrom(of(manifold).pipe(faces[0]!.operators.given(rows), over))).rejects.toThrow(
    'kaleidoscopeOver: chains must be at least 20, as many as rows are given, not 2',
  );
});
