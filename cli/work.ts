import { cpus, hostname } from 'node:os';
import type { Observable } from 'rxjs';
import { fromGenerator } from '../operators/lift/rxjs/from-generator.js';
import { withoutSecrets } from '../src/base/secrets.js';
import { type Command, UsageError } from './command.js';
import { loginFlags, loginOf, serversOf } from './login.js';

/** How long the end may wait for a server, in milliseconds. */
const patience = 2_000;

export const work: Command = {
  operands: '',
  is: 'Does jobs that wait on a NATS server',
  more: `Those of kaleidoscopeOver, measureOver and trainOver; a line for each. What it is at on Ctrl-C or SIGTERM is given back,
and another worker goes on with it: docs/cluster.md. It logs in by one of --creds, --nkey and, in its environment,
NATS_USER with NATS_PASSWORD or NATS_TOKEN.`,
  flags: {
    server: { short: 's', value: 'URL,…', is: 'where the server is (nats://127.0.0.1:4222)' },
    ...loginFlags,
    name: { value: 'TEXT', is: 'what reports call it (the machine, the process and the processor)' },
    sessions: { value: 'N', is: 'jobs at one time (1)' },
    help: { short: 'h', is: 'shows this' },
  },
  run(asked): Observable<string> {
    const [operand] = asked.operands;
    if (operand !== undefined) throw new UsageError(`work has flags alone, and here is '${operand}'`);
    const name = asked.text('name') ?? `${hostname()} ${process.pid}, ${cpus()[0]?.model.trim() ?? process.arch}`;
    const sessions = asked.number('sessions');
    const [servers, login] = [serversOf(asked), loginOf(asked)];
    return fromGenerator(async function* (signal) {
      const { nats, working } = await libraries();
      const options = { servers, maxReconnectAttempts: -1, ...login(nats) };
      const connection = await nats.connect(options).catch((error: Error) => {
        throw new Error(withoutSecrets(`${servers.join(', ')} cannot be reached: ${error.message}`));
      });
      yield `${name} at ${connection.getServer()}`;
      try {
        for await (const { run, job, milliseconds, error } of working(connection, { name, sessions })(signal))
          yield `${run} ${job}: ${error ? `failed, ${error}` : `${milliseconds.toFixed(0)} ms`}`;
      } finally {
        // What was said last is sent where the server can be reached.
        await nats.deadline(connection.flush(), patience).catch(() => undefined);
        await connection.close();
      }
    });
  },
};

/** What only workers need. */
async function libraries() {
  try {
    const [nats, { working }] = await Promise.all([
      import('@nats-io/transport-node'),
      import('../src/nats/worker/work.js'),
    ]);
    return { nats, working };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('it needs NATS: npm install @nats-io/transport-node @nats-io/jetstream');
  }
}
