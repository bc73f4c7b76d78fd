/**
 * Lets random pipelines run for a long time, leaves, fails and resumes them, kills trainings, and looks for what is left.
 * Ends with code 1, and the seed to look again with, when something is not as it must be.
 */
import { parseArgs } from 'node:util';
import { onnx } from '../../src/engine/onnx/onnx.js';
import { Counts, watch } from './counts.js';
import { Dice } from './dice.js';
import { freed, handles } from './handles.js';
import { leaveAtRandom } from './instants.js';
import { killTrainings } from './kills.js';
import { measurePace } from './pace.js';
import { runPipeline } from './pipelines.js';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    kills: { type: 'string', default: '50' },
    instants: { type: 'string', default: '100' },
    pace: { type: 'string', default: '30' },
  },
});
const megabytes = () => {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
};
const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

const counts = new Counts();
watch(onnx, counts);
if (flags.seed !== undefined) console.log(await runPipeline(Number(flags.seed)));
else await soak();

async function soak(): Promise<void> {
  const first = Date.now() % 1e9;
  const dice = new Dice(first);
  await runPipeline(0);
  const before = handles();

  const kinds = new Map<string, number>();
  const memory: number[] = [];
  const until = Date.now() + Number(flags.minutes) * 60_000;
  let seed = first;
  let slowest = 0;
  while (Date.now() < until) {
    const together = Array.from({ length: dice.one([1, 1, 2, 5]) }, () => seed++);
    const ended = await Promise.all(
      together.map((one) =>
        inTime(runPipeline(one)).catch((error) => {
          console.error(`The pipeline of seed ${one} failed; run it again with: npm run soak -- --seed ${one}`);
          throw error;
        }),
      ),
    );
    for (const kind of ended) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const after = await freed(before);
    if (after === undefined)
      throw new Error(`after seeds ${together.join(', ')}: ${JSON.stringify([before, handles()])}`);
    slowest = Math.max(slowest, after);
    memory.push(megabytes());
    if (memory.length % 100 === 0) console.log(`${seed - first} pipelines, ${memory.at(-1)!.toFixed(0)} MB`);
  }
  const quarter = memory.length >> 2;
  const [early, late] = [median(memory.slice(quarter, 2 * quarter)), median(memory.slice(-quarter))];
  console.log(`\n${seed - first} pipelines, of seeds ${first} to ${seed - 1}:`);
  console.table(Object.fromEntries(Array.from(kinds).sort()));
  console.log(`engine: ${JSON.stringify(counts)}`);
  console.log(`threads, files and handles back after each, within ${slowest.toFixed(0)} ms at most`);
  console.log(
    `resident memory: median ${early.toFixed(0)} MB in the second quarter, ${late.toFixed(0)} MB in the last\n`,
  );
  if (counts.opened !== counts.closed) throw new Error('not everything opened was closed');
  if (late > 1.2 * early) throw new Error('resident memory grew by more than a fifth');

  console.log('One draw taken every 100 ms:');
  const pace = await measurePace(Number(flags.pace), counts);
  console.table(pace);
  if (pace.some(({ ahead }) => ahead > 2)) throw new Error('a chain was more than 2 draws ahead of its consumer');

  console.log('Unsubscribed at random instants:');
  const instants = await leaveAtRandom(Number(flags.instants), dice.share, counts);
  console.table(instants);
  if (instants.some(({ further }) => further > 1)) throw new Error('more than one further step was computed');

  const kills = Number(flags.kills);
  const identical = await killTrainings(kills, dice.share, (kill, from, same) =>
    console.log(`kill ${kill}: resumed from ${from}: ${same ? 'identical' : 'NOT IDENTICAL'}`),
  );
  console.log(`${identical} of ${kills} killed trainings ended with identical weights`);
  if (identical < kills) throw new Error('a resumed training differs');
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it hangs')), 60_000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
