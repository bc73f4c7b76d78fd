import { asked } from './asked.js';
import { beyond } from './beyond/index.js';
import { colour } from './colour/index.js';
import { figure2 } from './figure-2.js';
import { figure3 } from './figure-3.js';
import { figure4 } from './figure-4.js';
import { figure5 } from './figure-5.js';
import { figure6 } from './figure-6.js';
import { figure7 } from './figure-7.js';
import { basins } from './figure-basins.js';
import { between } from './morph.js';
import { pointwise } from './points/index.js';
import { writePage } from './report.js';
import { table } from './table.js';
import { tables } from './tables/index.js';

/** The figures, in the order of the page. */
const figures = new Map<string, () => Promise<void>>([
  ['2', () => figure2(20)],
  ['3', () => figure3(20)],
  ['4', () => figure4(20)],
  ['5a', () => figure5('a', 20)],
  ['5b', () => figure5('b', 20)],
  ['basins', () => basins(600)],
  ['6', () => figure6(3)],
  ['7', figure7],
  ['table', table],
]);

const names = process.argv.slice(2);
const all = new Map([
  ...figures,
  ['beyond', beyond],
  ['colour', colour],
  ['tables', tables],
  ['points', pointwise],
  ['between', between],
  ['asked', asked],
]);
const unknown = names.find((name) => !all.has(name));
if (unknown !== undefined) {
  console.error(`There is no figure '${unknown}'; there are ${[...all.keys()].join(', ')}.`);
  process.exitCode = 2;
} else
  for (const name of names.length > 0 ? names : figures.keys()) {
    const began = performance.now();
    console.log(`figure ${name} …`);
    await all.get(name)!();
    if (figures.has(name)) writePage([...figures.keys()]);
    console.log(`figure ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
