import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import {
  type Cell,
  type DatedRow,
  fromManifold,
  fromTable,
  given,
  kaleidoscope,
  type Samples,
  type TableOptions,
  toSafetensors,
  toTable,
  trainManifold,
} from 'kaleidoflow';
import { lastValueFrom, of, take } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isTable } from '../dist/src/tables/is-table.js';
import { csvOf, jsonLinesOf, rowsOf as namedRowsOf } from '../dist/src/tables/text.js';
import { newFolder } from './folder.js';

const place = newFolder();
const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
beforeEach(() => warned.mockClear());
const warnings = () => warned.mock.calls.map(([message]) => String(message).replaceAll(`${place}/`, ''));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(place, name), content);
  return join(place, name);
};
const samplesOf = (source: string | readonly DatedRow[], options?: TableOptions): Promise<Samples> =>
  lastValueFrom(fromTable(source, { copies: { number: 1, category: 1 }, ...options }));
const rowsOf = (samples: Samples) => lastValueFrom(of(samples).pipe(toTable()));
const again = async (source: string | readonly DatedRow[], options?: TableOptions) =>
  rowsOf(await samplesOf(source, options));
/** A column by itself: what comes back of it, and what is kept. */
async function columnOf(cells: readonly (Cell | Date)[], options?: TableOptions) {
  const samples = await samplesOf(
    cells.map((x) => ({ x })),
    options,
  );
  return { cells: (await rowsOf(samples)).map(({ x }) => x), column: samples.table!.columns[0]! };
}

describe('dates and date-times', () => {
  it.each([
    ['2024-05-01', { is: 'date' }, '2024-05-01T00:00Z'],
    ['2024-02-29 07:05', { is: 'date-time', separator: ' ', length: 5, zone: '' }, '2024-02-29T07:05Z'],
    ['1969-12-31T23:59:58Z', { is: 'date-time', separator: 'T', length: 8, zone: 'Z' }, '1969-12-31T23:59:58Z'],
    ['0099-01-01 00:00:00.250', { is: 'date-time', separator: ' ', length: 12, zone: '' }, '0099-01-01T00:00:00.250Z'],
    [
      '2024-05-01T12:30:00.5+02:00',
      { is: 'date-time', separator: 'T', length: 10, zone: '+02:00' },
      '2024-05-01T10:30:00.500Z',
    ],
    ['2024-05-01 12:30:00-0330', { is: 'date-time', separator: ' ', length: 8, zone: '-0330' }, '2024-05-01T16:00:00Z'],
  ])('%s is a number that comes back as it was', async (text, form, moment) => {
    for (const source of [[{ x: text }, { x: null }], file('t.csv', `x,y\n${text},1\n,2\n`)]) {
      const samples = await samplesOf(source, { columns: ['x'] });
      expect(samples.table!.columns[0]).toMatchObject({
        kind: 'number',
        form,
        range: [Date.parse(moment), Date.parse(moment)],
      });
      expect(await rowsOf(samples)).toEqual([{ x: text }, { x: null }]);
    }
  });

  it('of one column come back in the finest of their forms, and in UTC where their offsets differ', async () => {
    expect((await columnOf(['2024-05-01', '2024-05-02 12:30', '2024-05-03 01:02:03.5'])).cells).toEqual([
      '2024-05-01 00:00:00.0',
      '2024-05-02 12:30:00.0',
      '2024-05-03 01:02:03.5',
    ]);
    expect((await columnOf(['2024-01-01T12:00+01:00', '2024-07-01T12:00+02:00'])).cells).toEqual([
      '2024-01-01T11:00Z',
      '2024-07-01T10:00Z',
    ]);
    expect((await columnOf(['2024-05-01 12:30:00.123456789'])).cells).toEqual(['2024-05-01 12:30:00.123457']);
  });

  it('may be Dates, which come back as ISO texts', async () => {
    const [day, time] = [new Date('2024-05-01'), new Date('2024-05-02T12:30:00.250Z')];
    expect((await columnOf([day, null])).cells).toEqual(['2024-05-01', null]);
    expect((await columnOf([day, time])).cells).toEqual(['2024-05-01T00:00:00.000Z', '2024-05-02T12:30:00.250Z']);
    expect((await columnOf([day], { columns: { x: 'category' } })).column).toMatchObject({
      categories: ['2024-05-01'],
    });
    const parquet = parquetWriteBuffer({ columnData: [{ name: 'x', data: [day, time], type: 'TIMESTAMP' }] });
    expect(await again(file('t.parquet', new Uint8Array(parquet)))).toEqual([
      { x: '2024-05-01T00:00:00.000Z' },
      { x: '2024-05-02T12:30:00.250Z' },
    ]);
  });

  it('that are none are categories', async () => {
    const texts = [
      '2024-02-30',
      '2024-13-01',
      '2024-05-01 24:00',
      '2024-05-01 12:60',
      '2024-5-1',
      '01/05/2024',
      '12:30',
    ];
    expect((await columnOf(texts)).column).toMatchObject({ kind: 'category', categories: texts });
  });

  it('with a time zone and without are not mixed', async () => {
    await expect(columnOf(['2024-05-01', '2024-05-01T12:00Z', '2024-05-01T12:00'])).rejects.toThrow(
      "rows[2], column 'x': '2024-05-01T12:00' and '2024-05-01T12:00Z' (rows[1], column 'x') are not both numbers of one form",
    );
  });

  it('of any form come back exactly', async () => {
    const anyForm = fc.record({
      separator: fc.constantFrom('T', ' '),
      length: fc.constantFrom(0, 5, 8, 10, 11, 12),
      zone: fc.constantFrom('', 'Z', '+02:00', '-0330', '+05'),
    });
    const between = { min: new Date('0001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true };
    await fc.assert(
      fc.asyncProperty(anyForm, fc.array(fc.date(between), { minLength: 1, maxLength: 20 }), async (form, dates) => {
        const { separator, length, zone } = form;
        const texts = dates.map((date) => {
          const [day, time] = date.toISOString().slice(0, 23).split('T') as [string, string];
          return length === 0 ? day : day + separator + time.slice(0, length) + zone;
        });
        expect((await columnOf(texts)).cells).toEqual(texts);
        const csv = file('any.csv', `x\n${texts.join('\n')}\n`);
        expect((await again(csv)).map(({ x }) => x)).toEqual(texts);
      }),
    );
  });

  it('between those that were learned are rounded to what the form shows', async () => {
    const draw = async (texts: string[], unit: number) => {
      const samples = await samplesOf(
        texts.map((x) => ({ x })),
        { scale: 'minmax' },
      );
      return (await rowsOf({ ...samples, values: samples.values.map(() => unit) }))[0]!.x;
    };
    expect(await draw(['2024-05-01', '2024-05-04'], 0.4)).toBe('2024-05-03');
    expect(await draw(['2024-05-01 00:00', '2024-05-01 00:10'], 0.31)).toBe('2024-05-01 00:07');
    expect(await draw(['2024-05-01 00:00:00.00', '2024-05-01 00:00:01.00'], 0)).toBe('2024-05-01 00:00:00.50');
    expect(await draw(['9999-12-31 23:59:59', '9999-12-31 23:59:59'], 1)).toBe('9999-12-31 23:59:59');
  });
});

describe('percentages and sums of money', () => {
  it.each([
    [
      ['12%', '-5%', '0%'],
      [12, -5, 0],
    ],
    [
      ['12.5 %', '0.25 %'],
      [12.5, 0.25],
    ],
    [
      ['$1,200.50', '-$3.00', '$0.99'],
      [1200.5, -3, 0.99],
    ],
    [
      ['$-1,234', '$56', '$1,234,567'],
      [-1234, 56, 1234567],
    ],
    [
      ['€3', '€12'],
      [3, 12],
    ],
    [
      ['1200.50 €', '-3.10 €'],
      [1200.5, -3.1],
    ],
    [
      ['¥7000', '¥12'],
      [7000, 12],
    ],
  ])('%s are numbers that come back as they were', async (texts, numbers) => {
    for (const source of [texts.map((x) => ({ x })), file('t.csv', `x\n${texts.map((x) => `"${x}"`).join('\n')}`)]) {
      const samples = await samplesOf(source);
      expect(samples.table!.columns[0]).toMatchObject({
        kind: 'number',
        range: [Math.min(...numbers), Math.max(...numbers)],
        form: { is: 'amount' },
      });
      expect((await rowsOf(samples)).map(({ x }) => x)).toEqual(texts);
    }
  });

  it('of any form come back exactly', async () => {
    const anyForm = fc.record({
      signs: fc.constantFrom(['$', ''], ['£', ''], ['', '%'], ['', ' €'], ['¥ ', '']),
      digits: fc.constantFrom(0, 1, 2),
      useGrouping: fc.boolean(),
    });
    const any = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(anyForm, any, async ({ signs: [before, after], digits, useGrouping }, wholes) => {
        if (after === '%' && digits === 0) useGrouping = false;
        const texts = wholes.map((whole) => {
          const number = whole / 10 ** digits;
          const format = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping };
          return (number < 0 ? '-' : '') + before + Math.abs(number).toLocaleString('en-US', format) + after;
        });
        if (texts.some((text) => text.includes(',')) || !useGrouping)
          expect((await columnOf(texts)).cells).toEqual(texts);
      }),
    );
  });

  it.each(['€1.200', '1.200,50 €', '12,5%', '1,200%', '$1 200.50'])('%s, which may be two numbers, is refused', (x) =>
    expect(columnOf([x])).rejects.toThrow(`'${x}' may be a number with separators, and may not`),
  );

  it('of several kinds are refused', async () => {
    for (const other of ['€3', '3%', '2024-05-01', 'free'])
      await expect(columnOf(['$3', other])).rejects.toThrow(`'${other}' and '$3' (rows[0], column 'x') are not both`);
    await expect(columnOf(['12%', 12])).rejects.toThrow("12 and '12%'");
  });
});

describe('digits', () => {
  it('that begin with a 0 are names, and so are all of their column', async () => {
    expect(await again(file('zip.csv', 'zip,n\n10001,0\n00501,0.5\n,10\n'))).toEqual([
      { zip: '10001', n: 0 },
      { zip: '00501', n: 0.5 },
      { zip: null, n: 10 },
    ]);
    expect(await again(file('zip.csv', 'zip\n00501\n'), { columns: { zip: 'number' } })).toEqual([{ zip: 501 }]);
  });

  it.each([
    [
      'big.csv',
      'x,id\n1,9007199254740992\n2,-9007199254740993\n',
      "line 3, column 'id' must be a number that double precision holds, not '-9007199254740993'",
    ],
    ['big.jsonl', '{"id":9007199254740992}\n{"id":9007199254740993}', 'line 2 has 9007199254740993, which no number'],
    [
      'big.json',
      '[{"id":"9007199254740993"},{"id":12345678901234567891}]',
      'has 12345678901234567891, which no number',
    ],
  ])('that no number holds are refused: %s', async (name, text, message) => {
    await expect(again(file(name, text))).rejects.toThrow(message);
  });

  it('that no number holds may be names, and long fractions are numbers', async () => {
    expect(await again(file('ids.csv', 'id\n9007199254740993\n'), { columns: { id: 'category' } })).toEqual([
      { id: '9007199254740993' },
    ]);
    expect(await again(file('f.jsonl', '{"x":0.30000000000000004,"y":1e300,"z":"9007199254740993"}'))).toEqual([
      { x: 0.30000000000000004, y: 1e300, z: '9007199254740993' },
    ]);
  });
});

describe('what is named as unknown', () => {
  const parquet = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'x', data: [1, -999, 3], type: 'DOUBLE' },
        { name: 'kind', data: ['a', 'b', ' NA '], type: 'STRING' },
      ],
    }),
  );
  const rows = [
    { x: 1, kind: 'a' },
    { x: -999, kind: 'b' },
    { x: 3, kind: ' NA ' },
  ];
  const sources = {
    csv: file('unknown.csv', 'x,kind\n1,a\n-999.0,b\n3," NA "\n'),
    parquet: file('unknown.parquet', parquet),
    jsonl: file('unknown.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')),
    rows,
  };
  it.each(Object.entries(sources))('is that, in %s', async (_, source) => {
    for (const number of [-999, '-999', '-999.0', ' -9.99e2'])
      expect(await again(source, { unknown: [number, 'NA'] })).toEqual([
        { x: 1, kind: 'a' },
        { x: null, kind: 'b' },
        { x: 3, kind: null },
      ]);
    expect(warnings()).toEqual([]);
  });

  it('may be a date, written or as a Date', async () => {
    for (const x of ['1900-01-01', new Date('1900-01-01')])
      expect(await again([{ x }, { x: '2024-05-01' }], { unknown: ['1900-01-01T00:00Z'] })).toEqual([
        { x: null },
        { x: '2024-05-01' },
      ]);
  });

  it('and is nowhere is a warning', async () => {
    await again(sources.csv, { unknown: ['NA', 'n/a', 0, ''] });
    expect(warnings()).toEqual(["fromTable: 'unknown.csv': no cell is 'n/a' or 0 or '', which `unknown` names"]);
  });
});

describe('what is between the cells', () => {
  it.each([
    ['a.csv', 'a;b;kind\n1,5;2;x\n2,5;3;y\n', "';'", "','"],
    ['b.csv', 'a\tb\n1\t2\n', 'a tab', "','"],
    ['d.csv', 'a;b, c;kind\n1;2,5;x\n', "';'", "','"],
    ['c.tsv', 'a|b|c\n1|2|3\n', "'|'", 'a tab'],
  ])('is found in %s, and said', async (name, text, found, usual) => {
    const columns = { a: 'category' } as const;
    expect((await again(file(name, text), { columns }))[0]).toEqual({ a: text.split('\n')[1]!.split(/[;\t|]/)[0] });
    expect(warnings()).toEqual([
      `fromTable: '${name}' has ${found} between its cells, and not ${usual}: \`delimiter\` says another`,
    ]);
  });

  it('is what `delimiter` says, or a first line', async () => {
    const rows = [{ a: 1, b: 'x' }];
    expect(await again(file('d.csv', 'a;b\n1;x'), { delimiter: ';' })).toEqual(rows);
    expect(await again(file('e.csv', '\ufeffsep=:\r\na:b\r\n1:x\r\n'))).toEqual(rows);
    expect(warnings()).toEqual([]);
    await expect(again(file('f.csv', 'sep=;\na;b\n1;x\n2\n'))).rejects.toThrow('line 4 must have 2 cells');
  });

  it('may be usual and in texts too', async () => {
    expect(await again(file('g.csv', 'a,b;c\n1,x;y\n2,z;\n'))).toEqual([
      { a: 1, 'b;c': 'x;y' },
      { a: 2, 'b;c': 'z;' },
    ]);
    expect(await again(file('h.csv', 'tags\n"a;b"\n"c;d"\n'))).toEqual([{ tags: 'a;b' }, { tags: 'c;d' }]);
  });

  it('is asked for where all cells of the only column may have it', async () => {
    const path = file('i.csv', 'tags\na;b\nc;d\n');
    await expect(again(path)).rejects.toThrow(
      "i.csv' has one column, and ';' as often in each of its cells: say `delimiter: ';'`, or `delimiter: ','` if it is one column",
    );
    expect(await again(path, { delimiter: ',' })).toEqual([{ tags: 'a;b' }, { tags: 'c;d' }]);
  });

  it.each(['x.parquet', 'x.jsonl', []])('is not asked for in %s', (source) => {
    expect(() => fromTable(source, { delimiter: ';' })).toThrow(
      'fromTable: delimiter must be left out where the table is not of .csv, .tsv or .tab',
    );
  });
});

describe('a line', () => {
  it('may end as no other does, and cells have no spaces around them but between quotes', async () => {
    const path = file('ends.csv', ' x , kind\n1, a \r\n 2,a\r\n\r\n3," a"\n4,"a"  \r\n5,\r\r\n');
    expect(await again(path)).toEqual([
      { x: 1, kind: 'a' },
      { x: 2, kind: 'a' },
      { x: 3, kind: ' a' },
      { x: 4, kind: 'a' },
      { x: 5, kind: null },
    ]);
    expect(await again(file('mac.csv', 'x,y\r1,"a\nb"\r2,c'))).toEqual([
      { x: 1, y: 'a\nb' },
      { x: 2, y: 'c' },
    ]);
    await expect(again(file('two.csv', 'x,y\n1,a\r2,b\n'))).rejects.toThrow('line 2 has an end of a line within');
  });
});

describe('an index of pandas', () => {
  const named = 'counts the rows, as the index of pandas does: leave it out of `columns`, or it is learned';
  it.each(['', 'Unnamed: 0'])("is named in a warning: '%s'", async (name) => {
    const path = file('index.csv', `${name},x\n0,5\n1,6\n2,7\n`);
    expect((await again(path))[2]).toEqual({ [name]: 2, x: 7 });
    expect(warnings()).toEqual([`fromTable: 'index.csv': the first column, '${name}', ${named}`]);
    warned.mockClear();
    await again(path, { columns: ['x'] });
    await again(file('index.csv', `${name},x\n0,5\n2,6\n1,7\n`));
    expect(warnings()).toEqual([]);
  });
});

describe('columns with whole numbers for names', () => {
  const names = ['b', '10', '2', 'a', '1'];
  const [cells, csv] = [[1, 2, 3, 4, 5], 'b,10,2,a,1\n1,2,3,4,5\n'];
  const json = `{${names.map((name, i) => `"${name}": ${cells[i]}`).join(', ')}}`;
  it.each([
    ['n.csv', csv],
    ['n.jsonl', json],
    ['n.json', `[${json}]`],
    ['n.jsonl', '{"b":1,"10":2}\n{"2":",\\"7\\":"}\n{"b":1,"10":2,"2":"x","a":4,"1":5}'],
  ])('keep their order: %s', async (name, text) => {
    const samples = await samplesOf(file(name, text));
    expect(samples.table!.columns.map(({ name }) => name)).toEqual(names);
    expect(csvOf(namedRowsOf(samples)).split('\n')[0]).toBe('b,10,2,a,1');
    expect(jsonLinesOf(namedRowsOf(samples)).split('\n')[0]).toMatch(
      /^\{"b":1,"10":2,"2":(3|null),"a":(4|null),"1":(5|null)\}$/,
    );
  });
});

describe('rows that are written', () => {
  const anyText = fc
    .oneof(
      fc.constantFrom('a;b', 'sep=;', ' a', 'a\r\nb', '"', 'x,y', 'ü 🐧', '\t', '\ufeff'),
      fc.string({ unit: 'binary' }),
    )
    .filter((text) => /[a-z]/i.test(text) && !/\d/.test(text));
  const anyColumn = (count: number): fc.Arbitrary<Cell[]> =>
    fc.oneof(
      ...[fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0), anyText].map((cell) =>
        fc
          .array(fc.option<Cell>(cell as fc.Arbitrary<Cell>), { minLength: count, maxLength: count })
          .filter((cells) => cells.some((cell) => cell !== null)),
      ),
    );
  const anyTable = fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.uniqueArray(fc.oneof(anyText, fc.constantFrom('2', '1')), {
        minLength: 1,
        maxLength: 4,
        selector: (name) => name,
      }),
    )
    .chain(([count, names]) => fc.tuple(fc.constant(names), fc.tuple(...names.map(() => anyColumn(count)))));

  it('as CSV and as JSON lines are read as they were', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async ([names, columns]) => {
        const rows = columns[0]!.map((_, i) => Object.fromEntries(names.map((name, c) => [name, columns[c]![i]!])));
        const samples = await samplesOf(rows, { columns: names });
        for (const [name, text] of [
          ['w.csv', csvOf(namedRowsOf(samples))],
          ['w.jsonl', jsonLinesOf(namedRowsOf(samples))],
        ] as const) {
          const read = await samplesOf(file(name, text));
          expect(read.table).toEqual(samples.table);
          expect(await rowsOf(read)).toEqual(rows);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('rows that are given', () => {
  const rows = ['2024-05-01', '2024-05-11', '2024-05-21'].map((day, i) => ({ day, share: `${i * 10}%` }));
  const learned = async () =>
    lastValueFrom(
      fromTable(rows, { copies: { number: 2 } }).pipe(trainManifold({ depth: 1, width: 4, steps: 2, batchSize: 3 })),
    );
  const drawn = async (row: DatedRow, options = {}) => {
    const on = of(await learned()).pipe(given([row], options), kaleidoscope({ chains: 1 }), take(1), toTable());
    return (await lastValueFrom(on))[0]!;
  };

  it('come back as they were, and a Date or a number as its column is written', async () => {
    for (const [row, shown] of [
      [{ day: '2024-05-07', share: '12.5%' }, {}],
      [
        { day: new Date('2024-05-07'), share: 12 },
        { day: '2024-05-07', share: '12%' },
      ],
      [{ day: new Date('2024-05-07T12:00Z') }, { day: '2024-05-07T12:00:00Z' }],
    ] as const)
      expect(await drawn(row)).toMatchObject({ ...row, ...shown });
    expect(await drawn({ day: '2030-01-01' }, { outside: 'clamp' })).toMatchObject({ day: '2030-01-01' });
  });

  it('are refused in another form, or outside what was learned', async () => {
    const [days, shares] = ['must be a date from 2024-05-01 to 2024-05-21', 'must be an amount from 0% to 20%'];
    await expect(drawn({ day: 5 })).rejects.toThrow(`given: rows[0], column 'day' ${days}, not 5`);
    await expect(drawn({ day: 'May' })).rejects.toThrow(`${days}, not 'May'`);
    await expect(drawn({ share: '$5' })).rejects.toThrow(`${shares}, not '$5'`);
    await expect(drawn({ day: '2024-06-01' })).rejects.toThrow(
      "column 'day' must be from 2024-05-01 to 2024-05-21, which is what was learned, not 2024-06-01",
    );
  });

  it('are kept in files, and so is how columns are written', async () => {
    const manifold = await lastValueFrom(
      of(await learned()).pipe(given([{ day: new Date('2024-05-07') }, { share: 5 }])),
    );
    const read = await lastValueFrom(fromManifold(await lastValueFrom(of(manifold).pipe(toSafetensors()))));
    expect(read).toEqual(manifold);
  });
});

it.each([
  { is: 'date-time', separator: 'T', length: 9, zone: 'Z' },
  { is: 'date-time', separator: 'T', length: 1e9, zone: 'Z' },
  { is: 'date-time', separator: '', length: 5, zone: '' },
  { is: 'date-time', separator: ' ', length: 5, zone: '+9' },
  { is: 'amount', before: '$', after: '', minus: '-$', groups: true, digits: 21 },
  { is: 'amount', before: '$', after: 3, minus: '-$', groups: true, digits: 2 },
  { is: 'week' },
  null,
])('a file with a form that nothing is written in is no table: %j', async (form) => {
  const { table } = await samplesOf([{ x: '2024-05-01' }]);
  expect(isTable(table)).toBe(true);
  const [column] = table!.columns;
  expect(isTable({ columns: [{ ...column, form }] })).toBe(false);
  expect(isTable({ columns: [{ ...column, range: [0, 1e300] }] })).toBe(false);
});
