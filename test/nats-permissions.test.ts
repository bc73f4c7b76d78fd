import { readFileSync } from 'node:fs';
import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { fromPoints, kaleidoscope } from 'kaleidoflow';
import { kaleidoscopeOver, measureOver, trainOver, work } from 'kaleidoflow/nats';
import { firstValueFrom, lastValueFrom, of, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../dist/src/nats/job.js';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { mnistLike, quickNetwork, smallNetwork } from '../dist/tools/soak/networks.js';
import { until } from './waiting.js';

describe.skipIf(lacksNats)(`the accounts of docs/cluster.md${lacksNats ? `, skipped: ${lacksNats}` : ''}`, () => {
  const page = readFileSync(new URL('../docs/cluster.md', import.meta.url), 'utf8');
  const refused: string[] = [];
  let server: NatsServer;
  let worker: NatsConnection;
  let requester: NatsConnection;
  let other: NatsConnection;

  const connectAs = async (user: string, pass: string) => {
    const connection = await server.connect({ user, pass });
    (async () => {
      for await (const status of connection.status()) if (status.type === 'error') refused.push(status.error.message);
    })();
    return connection;
  };
  beforeAll(async () => {
    server = await NatsServer.start(/```conf\n(.*?)```/s.exec(page)![1]);
    worker = await connectAs('worker', 'works');
    requester = await connectAs('requester', 'asks');
    other = await connectAs('other', 'strangers');
  });
  afterAll(async () => {
    for (const connection of [requester, worker, other]) await connection?.close();
    await server.stop();
  });

  it('are enough for all that runs and workers do', async () => {
    const working = work(worker).subscribe();
    const drawn = of(smallNetwork()).pipe(kaleidoscopeOver(requester, { chains: 20, block: 10, take: 3 }), toArray());
    expect((await lastValueFrom(drawn)).length).toBe(3);
    // So many that they come in many messages.
    const samples = mnistLike(5_000);
    const measured = of(quickNetwork()).pipe(measureOver(requester, { chains: 2, metrics: ['nearest'], samples }));
    expect((await lastValueFrom(measured)).step).toBe(1);
    const options = { depth: 2, width: 4, steps: 60, every: 20 };
    const trained = fromPoints([0.1, 0.9]).pipe(trainOver(requester, [options]));
    expect((await lastValueFrom(trained)).steps).toBeGreaterThan(0);
    await firstValueFrom(of(smallNetwork()).pipe(kaleidoscopeOver(requester, { chains: 20, block: 10 })));
    working.unsubscribe();
    expect(refused).toEqual([]);
    await until('an empty server', async () => (await server.left(requester)).length === 0);
  });

  /** All that the requester's account has: each stream, as it is made, with its messages, and who reads it. */
  async function everything() {
    const jsm = await jetstreamManager(requester);
    const streams = await jsm.streams.list().next();
    return Promise.all(
      streams.map(async ({ config, state: { messages, last_seq } }) => ({
        config,
        messages,
        last_seq,
        consumers: (await jsm.consumers.list(config.name).next()).map(({ config }) => config),
      })),
    );
  }

  const forged = JSON.stringify({ version, attempt: 1, worker: 'nobody', milliseconds: 1, bytes: 4 });

  /** What somebody may try: what is to be made, written, taken or removed; each gives what came of it, or throws. */
  function attempts(who: NatsConnection, stream: string, job: string) {
    const [, , run, key] = job.split('.');
    const report = `kaleidoflow.runs.${run}.report.${key}`;
    const jsm = () => jetstreamManager(who, { checkAPI: false, timeout: 500 });
    const api = (subject: string, asked: object = {}) =>
      who.request(`$JS.API.${subject}`, JSON.stringify(asked), { timeout: 500 });
    const made = (name: string, config: object) => async () => {
      await api(`STREAM.CREATE.${name}`, { name, ...config });
      await who.request(`${name}.x`, forged);
    };
    return {
      'a stream that republishes as reports': made('mine', {
        subjects: ['mine.>'],
        republish: { src: 'mine.>', dest: report },
      }),
      'a stream that copies the queue': made('copy', { sources: [{ name: 'KALEIDOFLOW_JOBS' }] }),
      'a stream that mirrors the run': made('mirror', { mirror: { name: stream } }),
      'a stream over its reports': made('over', { subjects: [report] }),
      'another configuration': () => api(`STREAM.UPDATE.${stream}`, { name: stream, subjects: ['x'] }),
      'a consumer of the queue that delivers to reports': () =>
        api('CONSUMER.CREATE.KALEIDOFLOW_JOBS', {
          stream_name: 'KALEIDOFLOW_JOBS',
          config: { deliver_subject: report, ack_policy: AckPolicy.None },
        }),
      'another consumer of the queue': () =>
        api('CONSUMER.DURABLE.CREATE.KALEIDOFLOW_JOBS.mine', {
          stream_name: 'KALEIDOFLOW_JOBS',
          config: { durable_name: 'mine', ack_policy: AckPolicy.Explicit },
        }),
      'no consumer of the queue': async () => (await jsm()).consumers.delete('KALEIDOFLOW_JOBS', 'workers'),
      'the queue, purged': async () => (await jsm()).streams.purge('KALEIDOFLOW_JOBS'),
      'the queue, deleted': async () => (await jsm()).streams.delete('KALEIDOFLOW_JOBS'),
      'a job, deleted': async () => (await jsm()).streams.deleteMessage('KALEIDOFLOW_JOBS', 1),
      'the run, purged': async () => (await jsm()).streams.purge(stream),
      'the run, deleted': async () => (await jsm()).streams.delete(stream),
      'a job of its own': () => who.request(`kaleidoflow.jobs.${run}.mine`, '{}'),
      'a sign of life': () => who.request(`kaleidoflow.runs.${run}.alive`, ''),
      'an object': () => who.request(`kaleidoflow.runs.${run}.object.${'0'.repeat(64)}`, '{}'),
      // Whoever may ask for a message may have it sent anywhere, as if the server had said it.
      'a message sent as a job': async () => asked(`$JS.API.DIRECT.GET.${stream}.kaleidoflow.runs.${run}.alive`, job),
      'a message sent as a command': async () =>
        asked(`$JS.API.DIRECT.GET.${stream}.kaleidoflow.runs.${run}.alive`, `$JS.API.STREAM.DELETE.${stream}`),
    };
    async function asked(subject: string, reply: string): Promise<void> {
      who.publish(subject, '', { reply });
      await who.flush();
    }
  }

  /** What somebody may try to read of the queue; of the run itself workers read what they need. */
  async function reads(who: NatsConnection, job: string) {
    const jsm = await jetstreamManager(who, { checkAPI: false, timeout: 500 });
    return Promise.allSettled([
      jsm.direct.getMessage('KALEIDOFLOW_JOBS', { last_by_subj: job }),
      jsm.direct.getMessage('KALEIDOFLOW_JOBS', { seq: 1 }),
      jsm.streams.getMessage('KALEIDOFLOW_JOBS', { last_by_subj: job }),
    ]);
  }

  for (const [name, from] of Object.entries({ worker: () => worker, stranger: () => other }))
    it(`let a ${name} forge nothing, read no jobs, and delete nothing`, async () => {
      const who = from();
      const options = { chains: 20, seed: 3, block: 10, take: 3 };
      const drawn = lastValueFrom(of(smallNetwork()).pipe(kaleidoscopeOver(requester, options), toArray()));
      let before: Awaited<ReturnType<typeof everything>> = [];
      // Two jobs; the manifold, what is said of it, and a sign of life.
      const isThere = (each: (typeof before)[number]) => each.messages === (each.consumers.length > 0 ? 2 : 3);
      await until('a run that waits', async () => {
        before = await everything();
        return before.length === 2 && before.every(isThere);
      });
      const { name: stream } = before.find(({ config }) => config.name !== 'KALEIDOFLOW_JOBS')!.config;
      const run = stream.slice('KALEIDOFLOW_RUN_'.length);
      const job = `kaleidoflow.jobs.${run}.block-0-draw-0`;
      for (const { status } of await reads(who, job)) expect(status).toBe('rejected');
      for (const [attempt, act] of Object.entries(attempts(who, stream, job))) {
        await act().catch(() => undefined);
        expect(await everything(), attempt).toEqual(before);
      }
      const overheard: string[] = [];
      other.subscribe('>', { callback: (_, { subject }) => void overheard.push(subject) });
      for (const subject of [`runs.${run}.report.block-0-draw-0`, `runs.${run}.part.block-0-draw-0.0`, `ends.${run}`])
        other.publish(`kaleidoflow.${subject}`, forged);
      await other.flush();
      expect(await everything()).toEqual(before);
      const said = overheard.length;
      const working = work(worker).subscribe();
      const { chains, seed } = options;
      const alone = of(smallNetwork()).pipe(kaleidoscope({ chains, seed }), take(3), toArray());
      expect(await drawn).toEqual(await lastValueFrom(alone));
      working.unsubscribe();
      expect(overheard.slice(said)).toEqual([]);
    });

  it('are needed: within one account, who may write and read a subject has the server say anything on any', async () => {
    const own = 'publish: ["mine.x", "$JS.API.DIRECT.GET.MINE.mine.x"], subscribe: "_INBOX.>"';
    const one = await NatsServer.start(`authorization { users: [
      { user: all, password: all }, { user: few, password: few, permissions: { ${own} } }
    ] }`);
    const [all, few] = [
      await one.connect({ user: 'all', pass: 'all' }),
      await one.connect({ user: 'few', pass: 'few' }),
    ];
    try {
      await (await jetstreamManager(all)).streams.add({ name: 'MINE', subjects: ['mine.>'], allow_direct: true });
      const heard: string[] = [];
      all.subscribe('kaleidoflow.runs.*.report.*', { callback: (_, message) => void heard.push(message.string()) });
      await all.flush();
      await few.request('mine.x', forged);
      few.publish('$JS.API.DIRECT.GET.MINE.mine.x', '', { reply: 'kaleidoflow.runs.of-others.report.a-job' });
      await until('a forged report', () => heard.length > 0);
      expect(heard).toEqual([forged]);
    } finally {
      for (const connection of [all, few]) await connection.close();
      await one.stop();
    }
  });

  it('let nobody in who does not log in', async () => {
    const once = { servers: server.url, reconnect: false };
    await expect(connect(once)).rejects.toThrow(/authorization/i);
    await expect(connect({ ...once, user: 'worker', pass: 'asks' })).rejects.toThrow(/authorization/i);
  });
});
