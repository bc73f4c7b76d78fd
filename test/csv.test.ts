import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cell, fromTable, toTable } from 'kaleidoflow';
import { lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { newFolder } from './folder.js';
import { root } from './project.js';

const fixtures = join(root, 'test', 'fixtures', 'csv');
const python = [process.env.PYTHON, 'python3', '/usr/bin/python3'].find(
  (candidate) => candidate && spawnSync(candidate, ['-c', 'import pandas']).status === 0,
);
const place = newFolder();

/** What pandas reads of a file: its columns in their order; or the line that is refused. */
interface Read {
  readonly file: string;
  readonly unknown?: string[];
  readonly columns?: [name: string, cells: Cell[]][];
  readonly refused?: number;
}

const readingsIn = (directory: string): Read[] =>
  readFileSync(join(directory, 'tables.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

async function compare(directory: string, { file, columns, refused, ...options }: Read): Promise<void> {
  const path = join(directory, file);
  const reading = lastValueFrom(fromTable(path, { ...options, copies: { number: 1, category: 1 } }));
  if (refused !== undefined) return expect(reading).rejects.toThrow(`fromTable: '${path}', line ${refused}`);
  const samples = await reading;
  const rows = await lastValueFrom(of(samples).pipe(toTable()));
  expect(samples.table!.columns.map(({ name }) => [name, rows.map((row) => row[name])])).toEqual(columns);
}

describe('CSV', () => {
  it.each(readingsIn(fixtures))('$file is what pandas reads of it, or is refused with its line', (read) =>
    compare(fixtures, read),
  );

  it('of random columns, quotes, spaces and ends of lines is what pandas reads, or is refused with its line', async ({
    skip,
  }) => {
    skip(!python, 'skipped: no python3 here (or PYTHON) has pandas');
    const { CSV_COUNT = '200', CSV_SEED = '7' } = process.env;
    const { status, stderr } = spawnSync(python!, [join(fixtures, 'tables.py'), place, CSV_COUNT, CSV_SEED], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const wrong: string[] = [];
    for (const read of readingsIn(place))
      await compare(place, read).catch((error: Error) => wrong.push(`${read.file}: ${error.message}`));
    expect(wrong).toEqual([]);
  }, 60_000);
});
