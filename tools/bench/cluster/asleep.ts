/** Simulated workers: real in all they ask of the server and send to it, each on a connection of its own, but asleep while they compute. */
import { setTimeout } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';
import type { Engine } from 'kaleidoflow';
import { working } from '../../../src/nats/worker/work.js';

const [url, count, milliseconds] = process.argv.slice(2);

const refuse = () => Promise.reject(new Error('a sleeper only maps'));
const asleep: Engine = {
  name: 'asleep',
  openMap: async (_, { chains }) => ({
    rows: chains,
    apply: async (states, _step, _first, signal) => {
      await setTimeout(Number(milliseconds), undefined, { ...(signal && { signal }) });
      return { state: states, shown: states };
    },
    close: async () => {},
  }),
  openDescent: refuse,
  openTrainer: refuse,
};

const all = await Promise.all(
  Array.from({ length: Number(count) }, async () => {
    const connection = await connect({ servers: url!, maxReconnectAttempts: -1 });
    const over = new AbortController();
    return { connection, over, jobs: working(connection, {}, asleep)(over.signal) };
  }),
);
process.once('SIGTERM', () => {
  for (const { over } of all) over.abort();
});
process.send!('ready');
await Promise.all(
  all.map(async ({ connection, jobs }) => {
    for await (const _ of jobs);
    await connection.close();
  }),
);
process.disconnect();
