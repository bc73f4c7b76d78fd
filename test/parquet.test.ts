import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableOptions, TableRow } from 'kaleidoflow';
import { lastValueFrom } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { faces } from './faces.js';
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
