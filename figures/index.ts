import { figure2 } from './figure-2.js';
import { figure6 } from './figure-6.js';
import { writePage } from './report.js';

/** The figures, in the order of the page. */
const figures: Record<string, () => Promise<void>> = {
  2: () => figure2(20),
  6: figure6,
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(figures, name));
if (unknown !== undefined) {
  console.error(`There is no figure '${unknown}'; there are ${Object.keys(figures).join(', ')}.`);
  process.exitCode = 2;
} else
  for (const name of names.length > 0 ? names : Object.keys(figures)) {
    const began = performance.now();
    console.log(`figure ${name} …`);
    await figures[name]!();
    writePage(Object.keys(figures));
    console.log(`figure ${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
