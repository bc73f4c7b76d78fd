import type { TableRow } from 'kaleidoflow';
import { type Chart, png } from '../chart.js';
import { writePicture } from '../report.js';
import type { Data } from './data.js';
import { drawRows, learn } from './learned.js';
import { copula } from './others.js';
import { randomFrom, split } from './trial.js';

/** Penguins as they were, as many that chains show, and as many of a Gaussian copula, side by side. */
export async function picture(data: Data): Promise<string> {
  const seed = 7;
  const random = randomFrom(seed);
  const { training } = split(data.rows, random);
  const manifold = await learn(training, data, seed);
  const drawn = await drawRows(manifold, training.length, seed, 3);
  const others = copula(data, training, training.length, random);
  const panels: [string, readonly TableRow[]][] = [
    [`${training.length} training rows`, training],
    ['as many chains', drawn],
    ['as many of a Gaussian copula', others],
  ];
  const chart: Chart = {
    title: {
      text: 'Penguins: beak length and depth',
      subtitle: 'Colour is the species, shape the sex; a cell that is not known leaves a row out',
    },
    hconcat: panels.map(([title, rows]) => panel(title, rows)),
  };
  const file = writePicture('tables-penguins.png', await png(chart));
  const caption = 'Penguins: training rows, what chains show at run 96, and a Gaussian copula';
  return `![${caption}](figures/${file})\n\n*${caption}.*`;
}

const panel = (title: string, rows: readonly TableRow[]) => {
  const axis = (field: string, title: string, domain: number[]) => ({
    field,
    type: 'quantitative' as const,
    title,
    scale: { domain, zero: false },
  });
  const values = rows
    .filter((row) => Object.values(row).every((cell) => cell !== null))
    .map((row) => ({
      length: row['Beak Length (mm)'],
      depth: row['Beak Depth (mm)'],
      species: row.Species,
      sex: String(row.Sex).toLowerCase(),
    }));
  return {
    width: 260,
    height: 260,
    title,
    data: { values },
    mark: { type: 'point' as const, size: 34, strokeWidth: 1.3, opacity: 0.85 },
    encoding: {
      x: axis('length', 'beak length, mm', [31, 61]),
      y: axis('depth', 'beak depth, mm', [12.5, 22]),
      color: { field: 'species', type: 'nominal' as const, title: null },
      shape: { field: 'sex', type: 'nominal' as const, title: null },
    },
  };
};
