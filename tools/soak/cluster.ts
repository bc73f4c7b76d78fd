/**
 * `npm run soak:cluster`: samples and trains by workers that are killed at random instants, on a server that is killed and started
 * anew, over a wire that is cut. Every run must end, and be bit for bit what one process gives; nothing may be left on the server.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { LastingWorkers } from '../nats/lasting-workers.js';
import { NatsServer } from '../nats/server.js';
import { Wire } from '../nats/wire.js';
import { cases } from './cluster/cases.js';
import { Runs } from './cluster/runs.js';
import { Dice } from './dice.js';

const { values: flags } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    restarts: { type: 'string', default: '20' },
    cut: { type: 'string', default: '60' },
    workers: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
});
/** How long nothing may move, in milliseconds. */
const patience = 120_000;

const [kills, restarts] = [Number(flags.kills), Number(flags.restarts)];
const dice = new Dice(Number(flags.seed));
const began = performance.now();
const told = (text: string) => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${text}`);

const all = await cases();
const server = await NatsServer.start();
const wire = await Wire.to(server.port);
const workers = new LastingWorkers(server.url, Number(flags.workers));
const connection = await connect({ servers: wire.url, maxReconnectAttempts: -1, reconnectTimeWait: 200 });
const direct = await server.connect();
told(`seed ${flags.seed}, ${workers.count} workers, server ${server.pid}`);

let over = false;
const runs = [new Runs(), new Runs()];
const running = runs.map((each) => each.go(connection, all, dice, () => over));
const done = { kills: 0, restarts: 0, cuts: 0 };
await Promise.race([harm(), ...running.map((run) => run.then(() => harm)), watch()]);
over = true;
told('no more harm is done; the last runs end');
await Promise.race([Promise.all(running), watch()]);
await left();
const total = (count: (run: Runs) => number) => runs.reduce((sum, run) => sum + count(run), 0);
console.log(
  `\n${done.kills} kills of workers, ${done.restarts} of the server, ${done.cuts} cut of ${flags.cut} s: ` +
    `${total(({ counts }) => counts.complete)} runs complete and ${total(({ counts }) => counts.left)} left, ` +
    `${total(({ counts }) => counts.values)} draws and manifolds of ${total(({ counts }) => counts.jobs)} jobs, ` +
    'all bit for bit those of one process',
);
console.log(await deliveries());
for (const text of new Set(workers.ended)) console.log(text);
await connection.close();
await direct.close();
await workers.stop();
await wire.close();
await server.stop();

/** Kills workers at random instants, the server among them, and cuts the wire once. */
async function harm(): Promise<void> {
  while (done.kills < kills || done.restarts < restarts) {
    await pause(4000 * dice.share());
    const restart = dice.below(kills + restarts) < restarts;
    if (restart && done.restarts < restarts) {
      await server.kill();
      await pause(3000 * dice.share());
      await server.begin();
      done.restarts++;
    } else if (done.kills < kills && workers.kill(dice.below(workers.count))) done.kills++;
    if (done.cuts === 0 && 2 * done.kills >= kills) {
      told(`the wire is cut for ${flags.cut} s`);
      wire.cut();
      await pause(1000 * Number(flags.cut));
      wire.mend();
      done.cuts++;
    }
    if ((done.kills + done.restarts) % 20 === 0)
      told(`${JSON.stringify(done)} ${JSON.stringify(runs.map(({ counts }) => counts))}`);
  }
}

/** @throws Error when nothing has moved for long, as long as the process has something else to do. */
async function watch(): Promise<never> {
  for (;;) {
    await pause(1000, undefined, { ref: false });
    const still = runs.find(({ moved }) => performance.now() - moved > patience);
    if (still) throw new Error(`nothing moves: ${still.waiting}; on the server: ${await server.left(direct)}`);
  }
}

/** What was asked of the queue, and how often it was given to workers, as far as the server remembers. */
async function deliveries(): Promise<string> {
  const jsm = await jetstreamManager(direct);
  const { state } = await jsm.streams.info('KALEIDOFLOW_JOBS');
  const { delivered } = await jsm.consumers.info('KALEIDOFLOW_JOBS', 'workers');
  return `${state.last_seq} jobs were put into the queue, and ${delivered.consumer_seq} deliveries made of them`;
}

/** @throws Error when something is left of runs on the server, or in its directory. */
async function left(): Promise<void> {
  const streams = () => readdirSync(join(server.store, 'jetstream', '$G', 'streams'));
  let still: string[] = [];
  for (let looks = 0; looks < 30; looks++) {
    still = [...(await server.left(direct)), ...streams().filter((name) => name !== 'KALEIDOFLOW_JOBS')];
    if (still.length === 0) return told('nothing is left on the server, and in its directory the queue alone');
    await pause(1000);
  }
  throw new Error(`left on the server: ${still.join(', ')}`);
}
