import { setTimeout as pause } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { LastingWorkers } from '../../nats/lasting-workers.js';
import type { NatsServer } from '../../nats/server.js';
import { dice } from '../mutate.js';
import { hostileJob } from './job.js';
import { strangeRun } from './run.js';

/** What became of hostile jobs, and of the worker that they were given to. */
export interface Outcome {
  readonly jobs: number;
  /** How many were valid after all, and were done. */
  readonly done: number;
  /** How many were refused for which reason, values left out. */
  readonly reasons: ReadonlyMap<string, number>;
  /** What the worker said at its end, had it ended. */
  readonly ended: readonly string[];
  /** Its resident memory, in bytes, time and again. */
  readonly memory: readonly number[];
  /** What the server had beside its queue when all was over. */
  readonly left: readonly string[];
  readonly seconds: number;
}

/** How many jobs wait in the queue at most, and how long the worker may say nothing, in milliseconds. */
const [most, patience] = [1000, 120_000];

/** Has a worker, in its own process, take hostile jobs: those of a seed. */
export async function hostility(server: NatsServer, count: number, seed: number): Promise<Outcome> {
  const connection = await server.connect();
  const roll = dice(seed);
  const run = await strangeRun(connection, roll);
  const js = jetstream(connection);
  const reasons = new Map<string, number>();
  const memory: number[] = [];
  let [sent, heard, done, moved] = [0, 0, 0, performance.now()];
  const workers = new LastingWorkers(server.url, 1, (line) => {
    const [, reason] = /: failed, (.*)$/.exec(line) ?? [];
    if (reason === undefined && !/: \d+ ms$/.test(line)) return;
    heard++;
    moved = performance.now();
    if (reason === undefined) done++;
    else reasons.set(kindOf(reason), (reasons.get(kindOf(reason)) ?? 0) + 1);
    if (heard % Math.ceil(count / 50) === 0) memory.push(...workers.memory);
  });
  try {
    const began = performance.now();
    while (heard < count) {
      for (; sent < Math.min(count, heard + most); sent++) {
        const { subject, bytes } = hostileJob(run, sent, dice(seed, sent));
        await js.publish(subject, bytes);
      }
      await pause(5);
      if (performance.now() - moved > patience)
        throw new Error(`${heard} of ${sent} jobs have come to an end, and no more do; ${workers.ended.join('\n')}`);
    }
    const seconds = (performance.now() - began) / 1000;
    await run.end();
    return { jobs: count, done, reasons, ended: workers.ended, memory, left: await server.left(connection), seconds };
  } finally {
    await workers.stop();
    await connection.close();
  }
}

/** A reason without the values that it names. */
const kindOf = (reason: string): string =>
  reason
    .replace(/(Expected|Unexpected|Unterminated|Bad|Exponent|No number) .*JSON.*/, 'what is not JSON')
    .replace(/'[^']*'|"[^"]*"/g, '…')
    .replace(/[^ ]*\d[^ ]*/g, '#')
    .replace(/, not .*/, ', not …')
    .slice(0, 90);
