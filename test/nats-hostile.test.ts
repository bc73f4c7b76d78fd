import { setTimeout as pause } from 'node:timers/promises';
import { type ConsumerMessages, type JsMsg, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { fromPoints, kaleidoscope, type Manifold, trainManifold, withTurns } from 'kaleidoflow';
import { kaleidoscopeOver, measureOver, trainOver, work } from 'kaleidoflow/nats';
import { lastValueFrom, type Observable, of, take, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encodeManifold } from '../dist/src/models/manifold.js';
import { version } from '../dist/src/nats/job.js';
import { openQueue } from '../dist/src/nats/queue.js';
import { checkRows } from '../dist/src/nats/rows.js';
import { tidy } from '../dist/src/nats/tidy.js';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { quickNetwork } from '../dist/tools/soak/networks.js';
import { until } from './waiting.js';

interface Asked {
  readonly kind: string;
  readonly attempt: number;
  readonly version: number;
  readonly chains: number;
  readonly not?: string;
}

/** What a worker that lies sends: bytes as a result, and a report, or words that are none. */
interface Lie {
  readonly bytes?: Uint8Array;
  readonly report?: object | string;
}

describe.skipIf(lacksNats)(`workers that lie${lacksNats ? `, skipped: ${lacksNats}` : ''}`, () => {
  let server: NatsServer;
  let connection: NatsConnection;
  const leaving: (() => unknown)[] = [];
  beforeAll(async () => {
    server = await NatsServer.start();
    connection = await server.connect();
    await openQueue(await jetstreamManager(connection));
  });
  afterEach(async () => {
    for (const leave of leaving.splice(0)) await leave();
    await until('an empty server', async () => (await server.left(connection)).length === 0);
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  /** A worker that answers jobs, or so many of them, with lies; how often it did. */
  function liar(name: string, lie: (job: Asked) => Lie, most = Number.POSITIVE_INFINITY) {
    const done = { jobs: 0 };
    let over = false;
    let asking: ConsumerMessages | undefined;
    const working = (async () => {
      const js = (await jetstreamManager(connection)).jetstream();
      const consumer = await js.consumers.get('KALEIDOFLOW_JOBS', 'workers');
      while (!over) {
        asking = await consumer.fetch({ max_messages: 1, expires: 5000 });
        const { value } = await asking[Symbol.asyncIterator]().next();
        if (!value) continue;
        const message: JsMsg = value;
        const job = message.json<Asked>();
        const [, , run, key] = message.subject.split('.');
        if (job.not === name || done.jobs === most) {
          message.nak(100);
          continue;
        }
        const { bytes = new Uint8Array(), report = {} } = lie(job);
        const { version, attempt } = job;
        const said = { version, attempt, worker: name, milliseconds: 1, bytes: bytes.length };
        await js.publish(`kaleidoflow.runs.${run}.part.${key}.0`, bytes);
        const words = typeof report === 'string' ? report : JSON.stringify({ ...said, ...report });
        await js.publish(`kaleidoflow.runs.${run}.report.${key}`, words);
        done.jobs++;
        await message.ackAck();
      }
    })();
    leaving.push(async () => {
      over = true;
      asking?.stop();
      await working;
    });
    return done;
  }

  function honest(): void {
    const working = work(connection, { name: 'the honest' }).subscribe();
    leaving.unshift(() => working.unsubscribe());
  }

  const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
  const manifold = () => of(quickNetwork()).pipe(withTurns({ every: 4 }));
  const size = quickNetwork().shape.reduce((product, side) => product * side, 1);
  /** Rows of two chains, values and then states, all 0 but one. */
  const rows = (at: number, value: number) => {
    const all = new Float32Array(2 * 2 * size);
    all[at] = value;
    return new Uint8Array(all.buffer);
  };
  const chains = { chains: 2, seed: 5, take: 2 };
  const drawn = () => lastValueFrom(manifold().pipe(kaleidoscopeOver(connection, chains), toArray()));
  const rightDraws = () => lastValueFrom(manifold().pipe(kaleidoscope({ chains: 2, seed: 5 }), take(2), toArray()));

  const lies: Record<string, { lie: Lie; said: RegExp }> = {
    'a value that is no number': { lie: { bytes: rows(1, Number.NaN) }, said: /its values\[1\] must be .*, not NaN/ },
    'a value beyond all': { lie: { bytes: rows(0, Number.POSITIVE_INFINITY) }, said: /values\[0\] .* not Infinity/ },
    'a value beyond the range': {
      lie: { bytes: rows(0, 1.01) },
      said: /its values\[0\] must be a finite number in \[/,
    },
    'a state beyond the range': { lie: { bytes: rows(2 * size, -7) }, said: /its state\[0\] must be .*, not -7/ },
    'too few bytes': { lie: { bytes: floats(0, 0) }, said: /its result must have \d+ bytes, not 8/ },
    'bytes that are not there': { lie: { report: { bytes: 16 * size } }, said: /must have \d+ bytes, and has 0/ },
    'no bytes at all': { lie: { report: { bytes: undefined } }, said: /must have \d+ bytes, not 0/ },
    'a size beyond all': { lie: { report: { bytes: 1e15 } }, said: /report: bytes must be a whole number from 0 to/ },
    'a report that is none': { lie: { report: 'done!' }, said: /is not valid JSON/ },
    'a report of more': { lie: { report: { more: 1 } }, said: /report: unknown field 'more'/ },
    'a time that is none': { lie: { report: { milliseconds: 'long' } }, said: /report: milliseconds must be a number/ },
  };
  describe.each(Object.entries(lies))('%s', (_, { lie, said }) => {
    it('is done again by another, and the draws are right', async () => {
      // One that does not say its name can't be passed over.
      const done = liar('the liar', () => lie, typeof lie.report === 'string' ? 1 : undefined);
      const got = drawn();
      await until('a lie', () => done.jobs > 0);
      honest();
      expect(await got).toEqual(await rightDraws());
    });

    it('ends the run, and both workers are named, where another lies too', async () => {
      liar('liar A', () => lie);
      liar('liar B', () => lie);
      const error: Error = await drawn().then(
        () => new Error('no error'),
        (error) => error,
      );
      expect(error.message).toMatch(/^job block-0-draw-0 was done wrong 2 times: /);
      expect(error.message.split('; ').length).toBe(2);
      for (const each of error.message.split('; ')) expect(each).toMatch(said);
      if (typeof lie.report !== 'string')
        expect([...error.message.matchAll(/\(on liar (.)\)/g)].map(([, name]) => name).sort()).toEqual(['A', 'B']);
    });
  });

  const errorOf = (stream: Observable<unknown>) =>
    lastValueFrom(stream).then(
      () => 'no error',
      ({ message }: Error) => message,
    );

  it('of measures: numbers that are none, and samples that are not there, are refused', async () => {
    const samples = await lastValueFrom(of(quickNetwork()).pipe(kaleidoscope({ chains: 3 }), take(1)));
    const lied: [metric: 'energy' | 'nearest', bytes: Uint8Array, said: RegExp][] = [
      ['energy', floats(0, Number.NaN), /its energy\[1\] must be a finite number of at least 0, not NaN/],
      ['energy', floats(-1, 0), /its energy\[0\] must be a finite number of at least 0, not -1/],
      ['nearest', new Uint8Array(Int32Array.of(0, 3, 0, 0).buffer), /its index\[1\] must be one of 3 samples, not 3/],
      ['nearest', new Uint8Array(Int32Array.of(0, -1, 0, 0).buffer), /its index\[1\] must be one of 3 samples, not -1/],
      ['nearest', floats(0, 0, 0, Number.POSITIVE_INFINITY), /its distance\[1\] must be .*, not Infinity/],
    ];
    for (const [metric, bytes, said] of lied) {
      const one = liar('liar A', () => ({ bytes }));
      const two = liar('liar B', () => ({ bytes }));
      const compared = metric === 'nearest' && { samples };
      const options = { chains: 2, metrics: [metric], ...compared } as const;
      const error = await errorOf(of(quickNetwork()).pipe(measureOver(connection, options)));
      expect(error).toMatch(said);
      expect([one.jobs, two.jobs]).toEqual([1, 1]);
      for (const leave of leaving.splice(0)) await leave();
    }
  });

  it('of trainings: a manifold that is none, or another, is refused', async () => {
    const samples = await lastValueFrom(fromPoints([0.2, 0.8]));
    const asked = { depth: 2, width: 4, steps: 20, every: 10 };
    const bytesOf = async (trained: Observable<Manifold>) => encodeManifold(await lastValueFrom(trained));
    const other = await lastValueFrom(fromPoints([[0.2, 0.8]]));
    const lied: [bytes: Uint8Array, said: RegExp, report?: object][] = [
      [floats(1, 2, 3), /cannot be read/],
      [floats(1), /must have 1 to \d{7} bytes, not 2147483648/, { bytes: 2 ** 31 }],
      [await bytesOf(of(samples).pipe(trainManifold({ ...asked, width: 5 }))), /an MLP of depth 2 and width 4/],
      [await bytesOf(of(other).pipe(trainManifold(asked))), /must have the manifold's shape/],
      [await bytesOf(of(samples).pipe(trainManifold({ ...asked, steps: 30 }))), /at most 20 steps/],
    ];
    for (const [bytes, said, report = {}] of lied) {
      liar('liar A', () => ({ bytes, report }));
      liar('liar B', () => ({ bytes, report }));
      const error = await errorOf(of(samples).pipe(trainOver(connection, [asked])));
      expect(error).toMatch(/^job training-0 was done wrong 2 times: /);
      expect(error).toMatch(said);
      for (const leave of leaving.splice(0)) await leave();
    }
  });

  it('of draws with labels: a label that is no class is refused', () => {
    const manifold = { ...quickNetwork(), labelUnits: { classes: [2, 3], copies: 1 } };
    const rows = (...labels: number[]) => ({ values: new Float32Array(2 * size), labels: Int32Array.from(labels) });
    expect(() => checkRows(manifold, rows(2, 3))).not.toThrow();
    expect(() => checkRows(manifold, rows(2, 4))).toThrow(/^its labels\[1\] must be one of \[2, 3\], not 4$/);
  });

  const moving = '\u001b[2J\u009b31m\r\nkaleidoflow: all is well\u2028\u202e';
  const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

  it('say nothing that moves a terminal', async () => {
    liar(`liar ${moving}`, () => ({ report: { error: `no ${moving}`, final: true } }));
    const error = await errorOf(manifold().pipe(kaleidoscopeOver(connection, chains)));
    expect(error).toContain('kaleidoflow: all is well');
    expect(error).not.toMatch(controls);
  });

  it('say nothing that moves a terminal as the name of who has done it', async () => {
    const heard: string[] = [];
    liar(`liar ${moving}`, () => ({ bytes: rows(0, 0) }));
    const options = { ...chains, take: 1, progress: ({ worker }: { worker: string }) => void heard.push(worker) };
    await lastValueFrom(manifold().pipe(kaleidoscopeOver(connection, options)));
    expect(heard.length).toBe(1);
    expect(heard[0]).not.toMatch(controls);
  });

  it('are told nothing by jobs that moves a terminal', async () => {
    const said: string[] = [];
    const working = work(connection, { name: 'the honest' }).subscribe(({ error = '' }) => void said.push(error));
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: 'KALEIDOFLOW_RUN_x', subjects: ['kaleidoflow.runs.x.>'], allow_direct: true });
    const jobs = [
      { version, kind: moving },
      { version: moving },
      { version, kind: 'train', [moving]: 1 },
      `{"version": ${moving}`,
    ];
    for (const [i, job] of jobs.entries())
      await jsm.jetstream().publish(`kaleidoflow.jobs.x.${i}`, typeof job === 'string' ? job : JSON.stringify(job));
    await until('all refusals', () => said.length === jobs.length);
    for (const each of said) expect(each).not.toMatch(controls);
    working.unsubscribe();
    await jsm.streams.delete('KALEIDOFLOW_RUN_x');
  });

  it('a run whose program has died is taken away by the next', async () => {
    const jsm = await jetstreamManager(connection);
    for (const name of ['dead', 'alive', 'new'])
      await jsm.streams.add({
        name: `KALEIDOFLOW_RUN_${name}`,
        subjects: [`kaleidoflow.runs.${name}.>`],
        allow_direct: true,
      });
    await jsm.jetstream().publish('kaleidoflow.runs.dead.alive', '');
    await pause(1500);
    await jsm.jetstream().publish('kaleidoflow.runs.alive.alive', '');
    const dead = await jsm.direct.getMessage('KALEIDOFLOW_RUN_dead', { last_by_subj: 'kaleidoflow.runs.dead.alive' });
    const time = dead!.time.getTime();
    await tidy(jsm, time + 299_000);
    expect((await server.left(connection)).length).toBe(3);
    await tidy(jsm, time + 300_001);
    expect(await server.left(connection)).toEqual(['KALEIDOFLOW_RUN_alive']);
    await tidy(jsm, time + 400_000);
    expect(await server.left(connection)).toEqual([]);
  });
});
