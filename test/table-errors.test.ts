import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import {
  type GivenRowsOptions,
  type Manifold,
  nearest,
  type Samples,
  type TableOptions,
  type TableRow,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, of, take } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { faces } from './faces.js';
import { untrained } from './fixtures.js';
import { newFolder } from './folder.js';
import { project } from './project.js';

// biome-ignore lint/suspicious/noExplicitAny: what the compiler would refuse is what is tried here
const wrong = (value: unknown) => value as any;
const place = newFolder();
const good = [
  { mass: 1, kind: 'a', name: 'x' },
  { mass: 3, kind: 'b', name: 'y' },
];

describe.each(faces)(
  'options of tables are refused when a pipeline is built ($name)',
  ({ operators: { fromTable, given } }) => {
    const from = (options: unknown) => () => fromTable(good, wrong(options));
    const cases: [what: string, build: () => unknown, error: typeof TypeError, message: string][] = [
      [
        'no table',
        () => fromTable(wrong(3)),
        TypeError,
        'fromTable: a table must be the path of a file, a File or a list of rows, not 3',
      ],
      [
        'an unknown option',
        from({ column: ['a'] }),
        TypeError,
        "fromTable: unknown option 'column'; allowed are columns, label, scale, copies, like, unknown, delimiter, limit, count, drop",
      ],
      [
        'a scale',
        from({ scale: 'log' }),
        RangeError,
        "fromTable: scale must be 'rank' or 'minmax' or 'standard', not 'log'",
      ],
      [
        'no columns',
        from({ columns: [] }),
        RangeError,
        'fromTable: columns must be a list of one or more different names',
      ],
      [
        'a column twice',
        from({ columns: ['a', 'a'] }),
        RangeError,
        "different names, or an object with a kind for each, not ['a', 'a']",
      ],
      [
        'a kind',
        from({ columns: { mass: 'date' } }),
        TypeError,
        "fromTable: columns: 'mass': expected 'auto' or 'number' or 'category' or options, not 'date'",
      ],
      [
        'an option of a column',
        from({ columns: { mass: { scales: 'rank' } } }),
        TypeError,
        "fromTable: columns: 'mass': unknown option 'scales'; allowed are kind, scale, copies",
      ],
      [
        'a scale of categories',
        from({ columns: { kind: { kind: 'category', scale: 'rank' } } }),
        RangeError,
        "fromTable: columns: 'kind': scale must be left out where the kind is 'category', not 'rank'",
      ],
      [
        'copies',
        from({ copies: 3 }),
        TypeError,
        'fromTable: copies must be an object such as { number: 16, category: 8 }, not 3',
      ],
      [
        'copies of numbers',
        from({ copies: { number: 0 } }),
        RangeError,
        'fromTable: copies: number must be a whole number of at least 1, not 0',
      ],
      ['a label', from({ label: 3 }), TypeError, 'fromTable: label must be the name of a column, not 3'],
      [
        'texts for nothing',
        from({ unknown: 'NA' }),
        TypeError,
        "fromTable: unknown must be a list of texts and numbers, not 'NA'",
      ],
      [
        'a delimiter',
        from({ delimiter: '||' }),
        RangeError,
        'fromTable: delimiter must be one character, and no quote or end of a line',
      ],
      ['a limit', from({ limit: 0 }), RangeError, 'fromTable: limit must be a whole number of at least 1, not 0'],
      ['no rows', () => given([]), RangeError, 'given: rows must be one or more, not none'],
      [
        'a row',
        () => given(wrong([{ mass: 1 }, 3])),
        TypeError,
        'given: rows[1] must be an object with a value for each column that is known, not 3',
      ],
      [
        'a mask',
        () => given([{}], wrong({ mask: [1] })),
        RangeError,
        'given: mask must be a list of names of columns, not [1]',
      ],
      [
        'outside',
        () => given([{}], wrong({ outside: 'skip' })),
        RangeError,
        "given: outside must be 'refuse' or 'clamp', not 'skip'",
      ],
    ];
    it.each(cases)('%s', (_, build, error, message) => {
      expect(build).toThrow(error);
      expect(build).toThrow(message);
    });
  },
);

describe.each(faces)(
  'what is no table is refused, with its place ($name)',
  ({ operators: { fromTable }, observed }) => {
    const read = (source: string | TableRow[], options?: TableOptions) =>
      lastValueFrom(of(1).pipe(observed(() => fromTable(source, options))));
    const many = Array.from({ length: 200 }, (_, i) => ({ name: `n${i}`, x: i }));
    const files: [name: string, content: string | Uint8Array, options: TableOptions, message: string][] = [
      ['a.csv', 'x,y\n1,2\n3\n4,5\n', {}, 'line 3 must have 2 cells, as the first line, not 1'],
      [
        'b.csv',
        'x,y\n1,2\n"a\nb",2\n3,4,5',
        {},
        'line 5 must have 2 cells, as the first line, not 3; it is the last one, and may have been cut off',
      ],
      ['c.csv', 'x,y\n1,2\n3,"4\n5,6\n', {}, 'line 3: Quoted field unterminated'],
      ['d.csv', 'x,x\n1,2\n', {}, "line 1: the columns must have different names, and two are 'x'"],
      ['e.csv', '', {}, 'is empty: its first line must name the columns'],
      ['f.csv', 'x,y\n', {}, 'has no rows'],
      ['g.csv', 'x\n1\nn/a\n', {}, "line 3, column 'x': 'n/a' and '1'"],
      ['h.csv', 'x\n1\nn/a\n', { columns: { x: 'number' } }, "line 3, column 'x' must be a number, not 'n/a'"],
      ['i.csv', 'x\n1e999\n', {}, "line 2, column 'x' must be a finite number, not '1e999'"],
      [
        'j.csv',
        'x;y\n1,234;a\n2,345;b\n',
        { delimiter: ';' },
        "line 2, column 'x': '1,234' may be a number with separators, and may not",
      ],
      ['k.csv', 'x,y\n1,\n2,\n', {}, ": column 'y' is empty: leave it out of `columns`"],
      ['l.csv', Uint8Array.of(0x78, 0x0a, 0xff, 0xfe), {}, 'must be text in UTF-8'],
      ['m.csv', 'x,y\n1,2\n', { columns: ['z'] }, "has no column 'z'; there are 'x', 'y'"],
      ['n.csv', 'x,y\n1,2\n', { label: 'z' }, "has no column 'z'; there are 'x', 'y'"],
      [
        'o.csv',
        'x,y\n1,a\n2,\n',
        { label: 'y' },
        "line 3, column 'y' is empty, and a label must be known: leave the row out",
      ],
      [
        'p.csv',
        'x,y\n1,2\n',
        { columns: { y: { kind: 'auto', scale: 'rank' } }, limit: 4 },
        'is beyond `limit`: it has 8 bytes, and at most 4 are read',
      ],
      [
        'q.csv.gz',
        gzipSync('x\n'.repeat(1e5)),
        { limit: 1_000 },
        'is beyond `limit`: it has more than 1000 bytes, unpacked',
      ],
      ['r.csv.gz', 'no gzip', {}, 'cannot be read: incorrect header check'],
      [
        's.csv',
        'x\n1\n2\n',
        { limit: 100 },
        '2 rows of 16 units need 128 bytes, and `limit` is 100: take fewer columns or copies',
      ],
      ['t.csv', 'x,y\n1,2\n', { columns: ['y'], label: 'y', limit: 1e6 }, ''],
      ['a.jsonl', '{"x":1}\n\n{"x":', {}, 'line 3 must be JSON: '],
      ['b.jsonl', '{"x":1}\n{"x":', {}, 'it is the last one, and may have been cut off'],
      ['c.jsonl', '{"x":1}\n[1]\n', {}, 'line 2 must be an object with a value for each column, not [1]'],
      [
        'd.jsonl',
        '{"x":1}\n{"x":[1]}\n',
        {},
        "line 2, column 'x' must be a number, a text, a boolean, a date, or empty, not a list",
      ],
      ['e.jsonl', '{"x":1}\n{"x":"1"}\n', {}, "line 2, column 'x': '1' and 1"],
      ['a.json', '{"x":1}', {}, 'must be a list of objects, not a plain object'],
      [
        'a.parquet',
        'PAR1 is not enough',
        {},
        'is no Parquet file that can be read, or is torn: it must begin and end with PAR1',
      ],
      [
        'b.parquet',
        new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 't', data: [new Date(-1e14)], type: 'TIMESTAMP' }] })),
        {},
        "row 1, column 't' must be a date of the years 0 to 9999, not ",
      ],
      [
        'c.parquet',
        new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'n', data: Array(5_000).fill(1), type: 'DOUBLE' }] })),
        { limit: 39_000 },
        '5000 rows of 1 columns are more than `limit` allows, 39000 bytes',
      ],
      ['a.xlsx', '', {}, 'must end in .csv, .tsv, .tab, .jsonl, .ndjson, .json, .parquet, or one of these and .gz'],
    ];
    it.each(files.filter(([, , , message]) => message !== ''))('%s: %s', async (name, content, options, message) => {
      const path = join(place, name);
      writeFileSync(path, content);
      await expect(read(path, options)).rejects.toThrow(`fromTable: '${path}'`);
      await expect(read(path, options)).rejects.toThrow(message);
    });

    const rows: [what: string, rows: unknown, options: TableOptions, message: string][] = [
      ['no row', [{ x: 1 }, 3], {}, 'fromTable: rows[1] must be an object with a value for each column, not 3'],
      ['no rows', [], {}, 'fromTable: the table has no rows'],
      [
        'NaN',
        [{ x: Number.NaN }],
        {},
        "fromTable: rows[0], column 'x' must be a finite number, a text, a boolean, a date, or empty, not NaN",
      ],
      [
        'a date',
        [{ x: new Date(Number.NaN) }],
        {},
        "fromTable: rows[0], column 'x' must be a date of the years 0 to 9999, not Invalid Date",
      ],
      [
        'too many categories',
        many,
        {},
        "fromTable: rows[100], column 'name': 'n100' is one category too many; a column has at most 100",
      ],
      [
        'a scale of categories',
        good,
        { columns: { kind: { scale: 'rank' } } },
        "column 'kind' is of categories, and has no scale",
      ],
      [
        'nothing beside the label',
        [{ x: 1 }],
        { label: 'x' },
        "fromTable: the table has no column beside the label 'x'",
      ],
      [
        'more cells than there is room for',
        Array.from({ length: 100 }, (_, i) => ({ [`c${i}`]: 1 })),
        { limit: 4_000 },
        'fromTable: rows[31]: so many rows of 32 columns are more than `limit` allows',
      ],
      [
        'two kinds',
        [{ x: 1 }, { x: true }],
        {},
        "fromTable: rows[1], column 'x': true and 1 (rows[0], column 'x') are not both numbers of one form",
      ],
    ];
    it.each(rows)('%s', (_, rows, options, message) => expect(read(wrong(rows), options)).rejects.toThrow(message));

    it('a file that is not there', () =>
      expect(read(join(place, 'none.csv'))).rejects.toThrow(/^fromTable: '.*none\.csv' cannot be read: ENOENT/));
  },
);

it.each([
  ['papaparse', 'x.csv', 'a file of separated values needs papaparse: `npm install --ignore-scripts papaparse@5`'],
  ['hyparquet', 'x.parquet', 'a Parquet file needs hyparquet: `npm install --ignore-scripts hyparquet@1`'],
])('%s that is missing', async (library, name, message) => {
  const without = project([library]);
  writeFileSync(join(without, name), 'x\n1\n');
  writeFileSync(
    join(without, 'main.js'),
    `import { fromTable } from 'kaleidoflow';
     fromTable('${name}').subscribe({ error: ({ message }) => console.log(message) });`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['main.js'], { cwd: without });
  expect(stdout).toBe(`fromTable: ${message}\n`);
});

describe.each(faces)(
  'rows that do not fit what was learned are refused ($name)',
  ({ operators: { fromTable, given, toTable }, observed }) => {
    const learned = async (label: boolean): Promise<Manifold> => {
      const source = of(1).pipe(
        observed(() => fromTable(good, { columns: ['mass', 'kind'], ...(label && { label: 'name' }) })),
      );
      const { shape, range, table } = (await firstValueFrom(source)) as Samples;
      return { ...untrained({ shape: [...shape], range }), table: table! };
    };
    const know = async (row: unknown, options?: GivenRowsOptions, label = false) =>
      lastValueFrom(of(await learned(label)).pipe(observed(given([{}, wrong(row)], options)), take(1)));
    const cases: [what: string, row: unknown, options: GivenRowsOptions, message: string][] = [
      ['a column', { mas: 1 }, {}, "given: rows[1] names a column 'mas'; there are 'mass', 'kind'"],
      ['a column of the mask', {}, { mask: ['mas'] }, "given: mask names a column 'mas'; there are 'mass', 'kind'"],
      [
        'a category',
        { kind: 'c' },
        {},
        "given: rows[1], column 'kind' must be one of the 2 categories that were learned, 'a', 'b', not 'c'",
      ],
      [
        'a number outside',
        { mass: 4 },
        {},
        "given: rows[1], column 'mass' must be from 1 to 3, which is what was learned, not 4",
      ],
      [
        'infinity',
        { mass: Number.POSITIVE_INFINITY },
        { outside: 'clamp' },
        "column 'mass' must be a finite number, not Infinity",
      ],
      [
        'NaN',
        { mass: Number.NaN },
        { outside: 'clamp' },
        "given: rows[1], column 'mass' must be a number from 1 to 3, not NaN",
      ],
      ['a text for a number', { mass: '2' }, {}, "given: rows[1], column 'mass' must be a number from 1 to 3, not '2'"],
    ];
    it.each(cases)('%s', (_, row, options, message) => expect(know(row, options)).rejects.toThrow(message));

    it('a label that was not learned', () =>
      expect(know({ name: 'x' }, {}, true)).rejects.toThrow(
        "given: rows[1], column 'name': the label was not learned: put withLabels() before the training, or leave the cell out",
      ));

    it('a manifold of no table', () =>
      expect(lastValueFrom(of(untrained()).pipe(observed(given([{}]))))).rejects.toThrow(
        'given: rows need a manifold that has learned a table: see fromTable',
      ));

    it('draws of no table', () =>
      expect(lastValueFrom(of(untrained()).pipe(observed(toTable())))).rejects.toThrow(
        'toTable: expected Samples or a Draw of a table, not a plain object',
      ));
  },
);

vi.setConfig({ testTimeout: 20_000 });

describe('samples of which not all is known', () => {
  const samples = async () =>
    lastValueFrom(faces[0]!.operators.fromTable([{ x: 1 }, { x: null }], { copies: { number: 1 } }));

  it('are not compared', async () => {
    const some = await samples();
    expect(() => nearest(some)).toThrow('nearest: samples: all values must be known, and values[1] is not');
    expect(() => faces[0]!.operators.evaluate(some)).toThrow('evaluate: reference: all values must be known');
  });

  it('say so in a list that fits', async () => {
    const train = (known: unknown) => async () =>
      lastValueFrom(of({ ...(await samples()), known: wrong(known) }).pipe(faces[0]!.operators.training({ steps: 1 })));
    for (const known of [[1, 0], new Uint8Array(3)])
      await expect(train(known)()).rejects.toThrow(
        'training: known must say 0 or 1 of each of 2 values, in a Uint8Array',
      );
  });
});
