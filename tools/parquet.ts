/**
 * `npm run parquet`: random tables that pandas, polars, DuckDB, pyarrow and fastparquet write as Parquet (tools/python/parquet.py)
 * are read, and each cell is compared with the one that pyarrow reads. By `--count` and `--seed`; PYTHON says which python3.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkOptions } from '../src/tables/options.js';
import { parquet } from '../src/tables/parquet.js';

interface Written {
  readonly name: string;
  readonly how: { readonly by: string };
  readonly columns: readonly (readonly [name: string, cells: readonly unknown[]])[];
}

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const folder = mkdtempSync(join(tmpdir(), 'kaleidoflow-parquet-'));
const script = ['tools/python/parquet.py', folder, values.count, values.seed];
const { status } = spawnSync(process.env.PYTHON ?? 'python3', script, { stdio: ['ignore', 'inherit', 'inherit'] });
if (status !== 0) throw new Error('PYTHON must be a python3 with pandas, polars, duckdb, pyarrow and fastparquet');

let [cells, empty, refused] = [0, 0, 0];
const equal: Record<string, number> = {};
const tables = JSON.parse(readFileSync(join(folder, 'cells.json'), 'utf8')) as Written[];
for (const { name, how, columns } of tables) {
  try {
    const read = await parquet(readFileSync(join(folder, name)), name, checkOptions({}));
    for (const [column, expected] of columns) {
      const found = read.cells[read.names.indexOf(column)] ?? [];
      const row = expected.findIndex((cell, i) => cell !== found[i] && Number(cell) !== found[i]);
      if (row >= 0 || found.length !== expected.length)
        throw new Error(`${column}, row ${row + 1}: ${found[row]} for ${JSON.stringify(expected[row])}`);
      cells += expected.length;
      empty += expected.filter((cell) => cell === null).length;
    }
    equal[how.by] = (equal[how.by] ?? 0) + 1;
  } catch (error) {
    if (/begins with more than 32 bits/.test((error as Error).message)) refused++;
    else process.exitCode = 1;
    console.error(`${name}: ${(error as Error).message}; written ${JSON.stringify(how)}`);
  }
}
console.log(
  `equal, cell by cell: ${JSON.stringify(equal)} of ${tables.length} tables, ${cells} cells, ${empty} empty; refused ${refused}`,
);
rmSync(folder, { recursive: true });
