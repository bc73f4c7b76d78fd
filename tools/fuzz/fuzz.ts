/**
 * `npm run fuzz`: damages files of every kind that is read, and reads them. Each is read, or refused with an Error that says what
 * is wrong. It prints, for each reader, how many were which, the slowest, the most memory that one took beyond its own bytes, and what
 * all of them have left behind.
 */
import { parseArgs } from 'node:util';
import { dice, mutated } from './mutate.js';
import { type Reader, readers } from './readers.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    reader: { type: 'string' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const chosen = (await readers()).filter(({ name }) => values.reader === undefined || name.includes(values.reader));

/** Errors of the language itself are bugs of a reader: it has looked where nothing is. TensorFlow.js does so, and is spoken for. */
const isClumsy = (error: unknown): boolean =>
  !(error instanceof Error) ||
  (!error.message.startsWith('the topology is not that of a tf.LayersModel') &&
    /Cannot read prop|is not a function|is not iterable|undefined \(|Invalid (typed )?array|Maximum call stack|out of memory/.test(
      error.message,
    ));

let failed = false;
console.log('reader                    inputs     read  refused  clumsy  slowest ms  peak MB more  kept MB');
for (const [i, reader] of chosen.entries()) {
  const { read, refused, clumsy, slowest, grown, kept } = await fuzz(reader, i);
  failed ||= clumsy > 0;
  const numbers = [
    Math.ceil(count * reader.share),
    read,
    refused,
    clumsy,
    Math.round(slowest),
    Math.round(grown),
    Math.round(kept),
  ];
  console.log(
    reader.name.padEnd(22) + numbers.map((n, column) => String(n).padStart([10, 9, 9, 8, 12, 14, 9][column]!)).join(''),
  );
}
process.exitCode = failed ? 1 : 0;

/** The most that the process has held until now, in bytes. */
function peak(): number {
  return 1024 * process.resourceUsage().maxRSS;
}

/** What it needs now, in bytes. */
function needed(): number {
  gc!();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function fuzz({ name, share, wholes, damage = mutated, read }: Reader, number: number) {
  const outcome = { read: 0, refused: 0, clumsy: 0, slowest: 0, grown: 0, kept: 0 };
  const before = needed();
  for (let i = 0; i < count * share; i++) {
    // What those before have left would count as this one's.
    if (i % 1024 === 0) gc!();
    const roll = dice(seed, number, i);
    const bytes = await damage(wholes[roll(wholes.length)]!, roll);
    const [began, held, highest] = [performance.now(), process.memoryUsage.rss(), peak()];
    try {
      await read(bytes);
      outcome.read++;
    } catch (error) {
      outcome.refused++;
      if (isClumsy(error)) {
        outcome.clumsy++;
        console.error(`${name}, input ${i} of seed ${seed}: ${(error as Error)?.stack ?? error}`);
      }
    }
    outcome.slowest = Math.max(outcome.slowest, performance.now() - began);
    if (peak() > highest) outcome.grown = Math.max(outcome.grown, (peak() - held) / 2 ** 20);
  }
  outcome.kept = (needed() - before) / 2 ** 20;
  return outcome;
}
