import { readFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Observable } from 'rxjs';
import { fromGenerator } from '../operators/lift/rxjs/from-generator.js';
import { type Asked, type Command, UsageError } from './command.js';

/** How long the end may wait for a server, in milliseconds. */
const patience = 2_000;

export const work: Command = {
  operands: '',
  is: 'Does jobs that wait on a NATS server',
  more: `Those of kaleidoscopeOver, measureOver and trainOver; a line for each. What it is at on Ctrl-C or SIGTERM is given back,
and another worker goes on with it: docs/cluster.md.`,
  flags: {
    server: { short: 's', value: 'URL,…', is: 'where the server is (nats://127.0.0.1:4222)' },
    creds: { value: 'FILE', is: 'credentials, as NATS has them' },
    ca: { value: 'FILE', is: 'who vouches for the server; the connection is then by TLS' },
    name: { value: 'TEXT', is: 'what reports call it (the machine, the process and the processor)' },
    sessions: { value: 'N', is: 'jobs at one time (1)' },
    help: { short: 'h', is: 'shows this' },
  },
  run(asked): Observable<string> {
    const [operand] = asked.operands;
    if (operand !== undefined) throw new UsageError(`work has flags alone, and here is '${operand}'`);
    const name = asked.text('name') ?? `${hostname()} ${process.pid}, ${cpus()[0]?.model.trim() ?? process.arch}`;
    const sessions = asked.number('sessions');
    return fromGenerator(async function* (signal) {
      const { connect, deadline, working } = await libraries();
      const where = connecting(asked);
      const connection = await connect(where).catch((error: Error) => {
        throw new Error(withoutSecrets(`${where.servers.join(', ')} cannot be reached: ${error.message}`));
      });
      yield `${name} at ${connection.getServer()}`;
      try {
        for await (const { run, job, milliseconds, error } of working(connection, { name, sessions })(signal))
          yield `${run} ${job}: ${error ? `failed, ${error}` : `${milliseconds.toFixed(0)} ms`}`;
      } finally {
        // What was said last is sent where the server can be reached.
        await deadline(connection.flush(), patience).catch(() => undefined);
        await connection.close();
      }
    });
  },
};

/** A text in which no address says a user, a password or a token any more. */
const withoutSecrets = (text: string): string => text.replace(/\S*@/g, '');

/** What only workers need. */
async function libraries() {
  try {
    const [{ connect, credsAuthenticator, deadline }, { working }] = await Promise.all([
      import('@nats-io/transport-node'),
      import('../src/nats/worker/work.js'),
    ]);
    return {
      deadline,
      working,
      connect: ({ creds, ca, servers }: ReturnType<typeof connecting>): Promise<NatsConnection> =>
        connect({
          servers,
          maxReconnectAttempts: -1,
          ...(creds && { authenticator: credsAuthenticator(readFileSync(creds)) }),
          ...(ca && { tls: { caFile: ca } }),
        }),
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('it needs NATS: npm install @nats-io/transport-node @nats-io/jetstream @nats-io/obj');
  }
}

const connecting = (asked: Asked) => ({
  servers: asked.texts('server') ?? ['nats://127.0.0.1:4222'],
  creds: asked.text('creds'),
  ca: asked.text('ca'),
});
