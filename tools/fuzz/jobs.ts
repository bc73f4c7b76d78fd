/**
 * `npm run fuzz:jobs`: a stranger who may publish gives a worker jobs, and a run of objects, that are not what they should be. It
 * prints how many were refused, and why. Ends with code 1 where the worker has ended, has grown, or something is left.
 */
import { parseArgs } from 'node:util';
import { NatsServer } from '../nats/server.js';
import { hostility } from './jobs/hostility.js';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});

const server = await NatsServer.start();
const { jobs, done, reasons, ended, memory, left, seconds } = await hostility(
  server,
  Number(values.count),
  Number(values.seed),
);
await server.stop();

for (const [reason, count] of Array.from(reasons).sort(([, a], [, b]) => b - a))
  console.log(`${String(count).padStart(8)}  ${reason}`);
const megabytes = memory.map((bytes) => Math.round(bytes / 2 ** 20));
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
const quarter = megabytes.length >> 2;
const [early, late] = [median(megabytes.slice(quarter, 2 * quarter)), median(megabytes.slice(-quarter))];
console.log(
  `\n${jobs} jobs in ${seconds.toFixed(0)} s: ${done} were valid and done, ${jobs - done} refused by a reason`,
);
console.log(
  `the worker's memory: ${megabytes.join(' ')} MB; median ${early} in the second quarter, ${late} in the last`,
);
console.log(`workers that ended: ${ended.length ? ended.join('\n') : 'none'}; left: ${left.join(', ') || 'nothing'}`);
process.exitCode = ended.length > 0 || left.length > 0 || late > 1.2 * early ? 1 : 0;
