import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { fromTable, type TableOptions, type TableRow } from 'kaleidoflow';
import { lastValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unpackPages } from '../dist/src/tables/parquet-pages.js';
import { Input } from '../dist/src/tables/thrift.js';
import { faces } from './faces.js';
import { newFolder } from './folder.js';
import { root } from './project.js';

/** Written by test/fixtures/parquet/make.py; the cells are those that pyarrow reads. */
const folder = join(root, 'test', 'fixtures', 'parquet');
const cells: Record<string, Record<string, unknown[]>> = JSON.parse(readFileSync(join(folder, 'cells.json'), 'utf8'));

const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
afterEach(() => warn.mockClear());
const warnings = () => warn.mock.calls.map(([message]) => String(message));

describe.each(faces)(
  'Parquet, as others write it ($name)',
  ({ operators: { fromTable, toTable }, emitted, observed }) => {
    const read = (name: string, options?: TableOptions) =>
      lastValueFrom(emitted(fromTable(join(folder, name), options)).pipe(observed(toTable()))) as Promise<TableRow[]>;

    it.each(Object.entries(cells))('%s', async (name, columns) => {
      const known = Object.keys(columns).filter((column) => columns[column]!.some((cell) => cell !== null));
      const rows = await read(name, { columns: known });
      for (const column of known) expect(rows.map((row) => row[column])).toEqual(columns[column]);
      expect(warnings()).toEqual([]);
    });

    it('leaves out lists and groups with a warning, and refuses those that are asked for', async () => {
      await expect(read('nested.parquet')).rejects.toThrow(
        "column 'bytes' holds bytes that are no text in UTF-8: leave it out of `columns`",
      );
      expect(warnings()).toEqual([
        expect.stringContaining("a cell is one value, and these hold lists or groups: 'list', 'group'"),
      ]);
      warn.mockClear();
      expect(await read('nested.parquet', { columns: ['byte'] })).toHaveLength(6);
      expect(warnings()).toEqual([]);
      for (const name of ['list', 'group'])
        for (const options of [{ columns: ['byte', name] }, { label: name }])
          await expect(read('nested.parquet', options)).rejects.toThrow(
            `column '${name}' holds lists or groups, and a cell is one value`,
          );
    });

    it('names the index of pandas in a warning, unless columns are named', async () => {
      await read('pandas-index.parquet');
      expect(warnings()).toEqual([
        expect.stringContaining("pandas-index.parquet': column '__index_level_0__' is the index of a pandas table"),
      ]);
      warn.mockClear();
      await read('pandas-index.parquet', { columns: ['__index_level_0__'] });
      expect(warnings()).toEqual([]);
    });

    it('refuses whole numbers that no number is', () =>
      expect(read('large.parquet')).rejects.toThrow("row 1, column 'id' must be a number"));
  },
);

const place = newFolder();

/** The path of a file of one column of numbers, whose pages are what is said of them. */
function compressed(codec: 'SNAPPY' | 'BROTLI' | 'LZ4' | 'ZSTD', page: (bytes: Uint8Array) => Uint8Array) {
  const path = join(place, `${codec}.parquet`);
  const columnData = [{ name: 'x', data: Array.from({ length: 99 }, (_, i) => i % 50), type: 'DOUBLE' as const }];
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors: { [codec]: page } })));
  return path;
}

/** A block of LZ4 of bytes that are not packed at all. */
function literals(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length - 15;
  const said = rest < 0 ? [bytes.length << 4] : [0xf0, ...Array(Math.floor(rest / 255)).fill(255), rest % 255];
  return Uint8Array.of(...said, ...bytes);
}

it('reads LZ4 as Hadoop writes it, in blocks behind their sizes, and as one block without', async () => {
  const blocks = (bytes: Uint8Array): Uint8Array => {
    const [first, rest] = [bytes.subarray(0, 300), bytes.subarray(300)];
    const sizes = new DataView(new ArrayBuffer(8));
    const block = literals(first);
    sizes.setUint32(0, first.length);
    sizes.setUint32(4, block.length);
    return Uint8Array.of(...new Uint8Array(sizes.buffer), ...block, ...(rest.length > 0 ? blocks(rest) : []));
  };
  for (const page of [blocks, literals]) {
    const { count, values } = await lastValueFrom(
      fromTable(compressed('LZ4', page), { scale: 'minmax', copies: { number: 1 } }),
    );
    expect([count, values[49], values[99 - 50]]).toEqual([99, 1, 1]);
  }
});

it('refuses a page that unpacks to less than it says', () =>
  expect(lastValueFrom(fromTable(compressed('SNAPPY', (bytes) => Uint8Array.of(bytes.length, 0, 7))))).rejects.toThrow(
    'a page of 792 bytes unpacks to 1',
  ));

it('refuses a packed run of nothing, of which hyparquet reads a byte and then two billion levels', async () => {
  const page = [6, 0, 0, 0, 1, 0xfe, 0xff, 0xff, 0xff, 0x0f];
  const head = [0x15, 0, 0x15, 20, 0x15, 20, 0x2c, 0x15, 24, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0];
  const column = { name: 'x', type: 'DOUBLE', repetition_type: 'OPTIONAL' } as const;
  await expect(unpackPages(Uint8Array.of(...head, ...page), 12, column, (bytes) => bytes)).rejects.toThrow(
    'a page has runs of another length than it says',
  );
});

it('refuses a number of more than 32 bits where hyparquet takes 32', () =>
  expect(() => new Input(Uint8Array.of(0x15, 0x80, 0x80, 0x80, 0x80, 0x10, 0)).struct()).toThrow('too long'));

/** Each of a few bytes that keep a reader busy or fill memory, if it does not count what it unpacks. */
const bombs: [Parameters<typeof compressed>[0], what: string, page: Uint8Array][] = [
  [
    'SNAPPY',
    'a literal of a length below 0, which goes back',
    Uint8Array.of(8, 0xfc, 0xfa, 0xff, 0xff, 0xff, 0, 0, 0, 0),
  ],
  [
    'LZ4',
    'a block of a size below 0, which goes back',
    Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 0xf8, ...Array(12).fill(0)),
  ],
  [
    'BROTLI',
    'a quarter of a GiB',
    brotliCompressSync(Buffer.alloc(2 ** 28), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  ],
  [
    'ZSTD',
    'a thousand blocks of 98 047 copies of 65 539 bytes or more',
    Uint8Array.of(
      ...[0x28, 0xb5, 0x2f, 0xfd, 0x20, 8],
      ...Array.from({ length: 1000 }, () => [(12 << 3) | 4, 0, 0, 8, 0, 255, 255, 255, 0x54, 0, 0, 52, 0, 0, 1]).flat(),
    ),
  ],
];

it.each(bombs)(
  'a page of %s that is %s ends soon, and within 100 MB',
  (codec, _, page) => {
    const path = compressed(codec, () => page);
    const program = `
      import { fromTable } from 'kaleidoflow';
      const before = process.memoryUsage.rss();
      fromTable(${JSON.stringify(path)}).subscribe({
        error: ({ message }) => {
          console.log(message);
          console.log(Math.round(process.resourceUsage().maxRSS / 1024 - before / 2 ** 20));
        },
      });`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    });
    const [message, megabytes] = stdout.split('\n');
    expect(message).toMatch(/is no Parquet file that can be read, or is torn: /);
    expect(Number(megabytes)).toBeLessThan(100);
  },
  120_000,
);

const python = [process.env.PYTHON, 'python3', '/usr/bin/python3'].find(
  (candidate) =>
    candidate && spawnSync(candidate, ['-c', 'import pandas, polars, duckdb, pyarrow, fastparquet']).status === 0,
);

describe('random tables', () => {
  it.skipIf(!python)(
    python
      ? 'are read cell by cell as pyarrow does'
      : 'skipped: no python3 here (or PYTHON) has pandas, polars, duckdb, pyarrow and fastparquet',
    () => {
      const { stdout, stderr, status } = spawnSync(process.execPath, ['dist/tools/parquet.js', '--count', '25'], {
        cwd: root,
        env: { ...process.env, PYTHON: python },
        encoding: 'utf8',
      });
      expect([status, stderr.replace(/^.*Warning.*$/gm, '')]).toEqual([0, expect.any(String)]);
      expect(stdout).toContain('of 25 tables');
    },
    120_000,
  );
});
