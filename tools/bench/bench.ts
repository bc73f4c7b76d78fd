/** `npm run bench`: all that docs/performance.md says of speed; `npm run bench -- peers` that part alone. Writes bench.json too. */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { draws } from './parts/draws.js';
import { architectures, peers } from './parts/peers.js';
import { pictures } from './parts/pictures.js';
import { trainings } from './parts/trainings.js';

const parts = { peers, architectures, draws, pictures, trainings };
type Part = keyof typeof parts;

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`There is no part '${unknown}'; there are ${Object.keys(parts).join(', ')}.`);
  process.exitCode = 2;
} else {
  const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
  console.log(machine);
  const all: Record<string, unknown> = { machine };
  for (const name of (asked.length > 0 ? asked : Object.keys(parts)) as Part[]) {
    const { text, ...rounds } = await parts[name]();
    console.log(`\n${text.join('\n\n')}`);
    all[name] = rounds;
  }
  writeFileSync('bench.json', `${JSON.stringify(all, null, 2)}\n`);
}
