/** `npm run bench:cluster`: what many workers cost and how far they go; `-- overhead` for one part. */
import { lacksNats } from '../../nats/server.js';
import { overhead } from './overhead.js';
import { scale } from './scale.js';
import { slow } from './slow.js';
import { sweep } from './sweep.js';

const parts = new Map<string, () => Promise<void>>([
  ['overhead', overhead],
  ['scale', scale],
  ['slow', slow],
  ['sweep', sweep],
]);

const names = process.argv.slice(2);
const unknown = names.find((name) => !parts.has(name));
if (lacksNats) {
  console.error(lacksNats);
  process.exitCode = 1;
} else if (unknown !== undefined) {
  console.error(`There is no part '${unknown}'; there are ${[...parts.keys()].join(', ')}.`);
  process.exitCode = 2;
} else for (const name of names.length > 0 ? names : parts.keys()) await parts.get(name)!();
