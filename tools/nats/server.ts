import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type NatsConnection } from '@nats-io/transport-node';

/** Why there is no server to start here; undefined where there is one. */
export const lacksNats =
  spawnSync('nats-server', ['--version']).status === 0 ? undefined : 'nats-server is not installed';

/** A server of our own on this machine, with a fresh store, that can be killed and started again. */
export class NatsServer {
  readonly store = mkdtempSync(join(tmpdir(), 'kaleidoflow-nats-'));
  readonly port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
    process.once('exit', () => this.#process?.kill('SIGKILL'));
  }

  /** @param config More of its configuration, as NATS has it. */
  static async start(config = ''): Promise<NatsServer> {
    const server = new NatsServer(await freePort());
    writeFileSync(server.#config, config);
    await server.begin();
    return server;
  }

  get #config(): string {
    return join(this.store, 'server.conf');
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process!.pid!;
  }

  /** A connection that outlives the server's absence. */
  connect(options?: ConnectionOptions): Promise<NatsConnection> {
    return connect({ servers: this.url, maxReconnectAttempts: -1, reconnectTimeWait: 200, ...options });
  }

  async begin(): Promise<void> {
    const place = ['--addr', '127.0.0.1', '--port', String(this.port), '--config', this.#config];
    this.#process = spawn('nats-server', [...place, '--jetstream', '--store_dir', this.store], {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true, // Ctrl-C in a terminal is for whoever has started it
    });
    const { stderr } = this.#process;
    // What it says later is to be read too: a server that may not say it ends.
    const said = stderr!.iterator({ destroyOnReturn: false });
    for await (const chunk of said) if (String(chunk).includes('Server is ready')) break;
    stderr!.on('error', () => undefined).resume();
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const ended = once(this.#process!, 'exit');
    this.#process!.kill(signal);
    await ended;
  }

  /** What a run has left on the server: the streams that are not the queue, and jobs in it. */
  async left(connection: NatsConnection): Promise<string[]> {
    const { jetstreamManager } = await import('@nats-io/jetstream');
    const jsm = await jetstreamManager(connection);
    const streams = await jsm.streams.list().next();
    return streams.flatMap(({ config, state }) =>
      config.name === 'KALEIDOFLOW_JOBS' ? (state.messages > 0 ? [`${state.messages} jobs`] : []) : [config.name],
    );
  }

  async stop(): Promise<void> {
    await this.kill('SIGTERM');
    rmSync(this.store, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
