import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { of as pulledOf } from 'ix/asynciterable';
import {
  burnIn,
  fromPoints,
  kaleidoscope,
  type Samples,
  thin,
  toAsyncIterable,
  trainManifold,
  withNoise,
  withTurns,
} from 'kaleidoflow';
import * as pull from 'kaleidoflow/ix/nats';
import { kaleidoscopeOver, type SweptOptions, trainOver, type WorkDone, work } from 'kaleidoflow/nats';
import { firstValueFrom, lastValueFrom, type Observable, of, take, tap, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openQueue } from '../dist/src/nats/queue.js';
import { hostility } from '../dist/tools/fuzz/jobs/hostility.js';
import { LastingWorkers } from '../dist/tools/nats/lasting-workers.js';
import { lacksNats, NatsServer } from '../dist/tools/nats/server.js';
import { Wire } from '../dist/tools/nats/wire.js';
import { quickNetwork } from '../dist/tools/soak/networks.js';
import { until } from './waiting.js';

describe.skipIf(lacksNats)(`what can go wrong over NATS${lacksNats ? `, skipped: ${lacksNats}` : ''}`, () => {
  let server: NatsServer;
  let connection: NatsConnection;
  const leaving: (() => unknown)[] = [];
  beforeAll(async () => {
    server = await NatsServer.start();
    connection = await server.connect();
  });
  afterEach(async () => {
    for (const leave of leaving.splice(0)) await leave();
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  /** A worker in this process, what it has done, and why it has ended, if so. */
  function worker(name: string, through = connection) {
    const done: WorkDone[] = [];
    const errors: Error[] = [];
    const subscription = work(through, { name }).subscribe({
      next: (each) => done.push(each),
      error: (error) => errors.push(error),
    });
    const leave = () => subscription.unsubscribe();
    leaving.push(leave);
    return { done, errors, leave };
  }

  async function nothingLeft(): Promise<void> {
    let left: string[] = [];
    const isEmpty = async () => {
      left = await server.left(connection);
      return left.length === 0;
    };
    await until('an empty server', isEmpty).catch(() => expect(left).toEqual([]));
  }

  const manifold = () => of(quickNetwork()).pipe(withNoise(0.01), withTurns({ every: 4 }));
  const over = { chains: 20, first: 3, seed: 5, block: 7, burnIn: 5, thin: 3 };
  const draws = (count: number) => {
    const { chains, first, seed } = over;
    const alone = manifold().pipe(kaleidoscope({ chains, first, seed }), burnIn(5), thin(3), take(count), toArray());
    return lastValueFrom(alone);
  };

  const long: SweptOptions = { depth: 4, width: 64, steps: 600, every: 10, batchSize: 2 };
  const points = () => lastValueFrom(fromPoints([0.2, 0.5, 0.8]));
  const trained = async (samples: Samples) => ({
    ...(await firstValueFrom(of(samples).pipe(trainManifold(long)))),
    training: 0,
  });

  /** The checkpoints that are written from now on: their steps, and where they are. */
  function checkpoints() {
    const written: { step: number; run: string; parts: string }[] = [];
    const heard = connection.subscribe('kaleidoflow.runs.*.checkpoint.*', {
      callback: (_, message) => {
        const { description, place } = message.json<{ description: string; place: number }>();
        const [, step] = /^step-(\d+)/.exec(description)!;
        const [, , run] = message.subject.split('.');
        written.push({ step: Number(step), run: run!, parts: `${message.subject}.${place}.>` });
      },
    });
    leaving.push(() => heard.unsubscribe());
    return written;
  }

  describe('a worker that ends in the middle of a training', () => {
    const endings = {
      'is left': () => worker('first').leave,
      'is killed': () => {
        const workers = new LastingWorkers(server.url, 1);
        leaving.push(() => workers.stop());
        return () => workers.kill(0);
      },
    };
    for (const [ending, begin] of Object.entries(endings))
      it(`${ending}: another goes on from its checkpoint`, async () => {
        const samples = await points();
        const written = checkpoints();
        const leave = begin();
        const got = lastValueFrom(of(samples).pipe(trainOver(connection, [long]), toArray()));
        await until('a checkpoint', () => written.length > 3);
        leave();
        worker('second');
        expect(await got).toEqual([await trained(samples)]);
        expect(written.filter(({ step }) => step === 0).length).toBe(1);
        await nothingLeft();
      });

    it('leaves a checkpoint that is torn: another begins anew', async () => {
      const samples = await points();
      const written = checkpoints();
      const first = worker('first');
      const got = lastValueFrom(of(samples).pipe(trainOver(connection, [long]), toArray()));
      await until('a checkpoint', () => written.length > 3);
      first.leave();
      const jsm = await jetstreamManager(connection);
      await until('an end of writing', async () => {
        const { length } = written;
        await pause(200);
        return written.length === length;
      });
      const { run, parts } = written.at(-1)!;
      await jsm.streams.purge(`KALEIDOFLOW_RUN_${run}`, { filter: parts });
      worker('second');
      expect(await got).toEqual([await trained(samples)]);
      expect(written.filter(({ step }) => step === 0).length).toBe(2);
      await nothingLeft();
    });
  });

  it('a server that is killed and started again: nothing lost, nothing twice', async () => {
    worker('one');
    worker('two');
    const harmed = manifold().pipe(
      kaleidoscopeOver(connection, { ...over, take: 6 }),
      tap(async ({ step }) => {
        if (step !== 9) return;
        await server.kill();
        await server.begin();
      }),
    );
    expect(await lastValueFrom(harmed.pipe(toArray()))).toEqual(await draws(6));
    await nothingLeft();
  });

  for (const whose of ['run', 'worker'])
    it(`a network cut between the ${whose} and the server`, async () => {
      const wire = await Wire.to(server.port);
      leaving.unshift(() => wire.close());
      const cuttable = await connect({ servers: wire.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
      leaving.push(() => cuttable.close());
      worker('one', whose === 'worker' ? cuttable : connection);
      const harmed = manifold().pipe(
        kaleidoscopeOver(whose === 'run' ? cuttable : connection, { ...over, take: 6 }),
        tap(async ({ step }) => {
          if (step !== 9) return;
          wire.cut();
          await pause(3000);
          wire.mend();
        }),
      );
      expect(await lastValueFrom(harmed.pipe(toArray()))).toEqual(await draws(6));
      await nothingLeft();
    });

  /** The errors of a stream. */
  async function errorsOf(stream: Observable<unknown>): Promise<string[]> {
    const errors: string[] = [];
    await new Promise<void>((resolve) => {
      stream.subscribe({ complete: resolve, error: ({ message }) => resolve(void errors.push(message)) });
    });
    return errors;
  }

  it('a job that fails each time: one error, with the job, the attempts, the reason and the worker', async () => {
    const { done } = worker('the unlucky');
    const hopeless = of(await points()).pipe(trainOver(connection, [{ ...long, learningRate: 1e30 }]));
    expect(await errorsOf(hopeless)).toEqual([
      expect.stringMatching(/^job training-0 has failed 3 times: training diverged at step .* \(on the unlucky\)$/),
    ]);
    expect(done.length).toBe(3);
    await nothingLeft();
  });

  it('a job that no worker may do: refused once', async () => {
    const { done } = worker('the strict');
    const endless = manifold().pipe(kaleidoscopeOver(connection, { chains: 2, burnIn: 2_000_000, take: 1 }));
    expect(await errorsOf(endless)).toEqual([
      expect.stringMatching(/^job block-0-draw-0 has failed once: job: to must be 1 to 1000000 .* \(on the strict\)$/),
    ]);
    expect(done.length).toBe(1);
    await nothingLeft();
  });

  it('a job of another version is refused by name, and the run is told', async () => {
    const jsm = await jetstreamManager(connection);
    await jsm.streams.add({ name: 'KALEIDOFLOW_RUN_new', subjects: ['kaleidoflow.runs.new.>'], allow_direct: true });
    const { done } = worker('of today');
    await openQueue(jsm);
    await jsm.jetstream().publish('kaleidoflow.jobs.new.a-job', JSON.stringify({ version: 3, kind: 'dream' }));
    await until('a refusal', () => done.length > 0);
    const reason = "the job speaks version 3 of kaleidoflow's messages, and this worker version 2";
    expect(done[0]).toMatchObject({ run: 'new', job: 'a-job', error: reason });
    const report = await jsm.streams.getMessage('KALEIDOFLOW_RUN_new', {
      last_by_subj: 'kaleidoflow.runs.new.report.a-job',
    });
    expect(report?.json()).toMatchObject({ error: reason, final: true, worker: 'of today' });
    await jsm.streams.delete('KALEIDOFLOW_RUN_new');
    await nothingLeft();
  });

  it('a worker of another version is refused by name', async () => {
    const jobs = connection.subscribe('kaleidoflow.jobs.*.*', {
      max: 1,
      callback: (_, { subject }) => {
        const [, , run, job] = subject.split('.');
        connection.publish(
          `kaleidoflow.runs.${run}.report.${job}`,
          JSON.stringify({ version: 3, worker: 'of tomorrow' }),
        );
      },
    });
    const errors = await errorsOf(manifold().pipe(kaleidoscopeOver(connection, { ...over, take: 1 })));
    expect(errors).toEqual([
      "the worker 'of tomorrow' speaks version 3 of kaleidoflow's messages, and this run version 2",
    ]);
    expect(jobs.isClosed()).toBe(true);
    await nothingLeft();
  });

  it('every job delivered twice: the same draws, once', async () => {
    const workers = [worker('one'), worker('two')];
    let jobs = 0;
    const again = connection.subscribe('kaleidoflow.jobs.*.*', {
      callback: (_, { subject, data, reply }) => {
        // What is published here has no answer to wait for.
        if (!reply) return;
        jobs++;
        connection.publish(subject, data);
      },
    });
    const got = await lastValueFrom(manifold().pipe(kaleidoscopeOver(connection, { ...over, take: 4 }), toArray()));
    again.unsubscribe();
    expect(got).toEqual(await draws(4));
    await nothingLeft();
    expect(jobs).toBe(4 * 3);
    expect(workers.flatMap(({ done }) => done).length).toBeGreaterThan(jobs);
  });

  describe('a consumer that leaves in the middle', () => {
    const endless: SweptOptions = { ...long, steps: 1_000_000 };
    const faces = {
      rx: (samples: Samples) => {
        const subscription = of(samples)
          .pipe(trainOver(connection, [endless, endless]))
          .subscribe();
        return () => subscription.unsubscribe();
      },
      ix: (samples: Samples) => {
        const values = pull.trainOver(connection, [endless, endless])(pulledOf(samples))[Symbol.asyncIterator]();
        void values.next();
        return () => values.return?.();
      },
    };
    for (const [face, begin] of Object.entries(faces))
      it(`${face}: its jobs are withdrawn, its worker is free, and nothing is left`, async () => {
        const { done } = worker('the only');
        const written = checkpoints();
        const leave = begin(await points());
        await until('a checkpoint', () => written.length > 3);
        await leave();
        const next = manifold().pipe(kaleidoscopeOver(connection, { ...over, take: 1 }), toArray());
        expect(await lastValueFrom(next)).toEqual(await draws(1));
        expect(new Set(done.map(({ job }) => job))).toEqual(
          new Set(['block-0-draw-0', 'block-7-draw-0', 'block-14-draw-0']),
        );
        await nothingLeft();
      });
  });

  it('a consumer that is slow: workers are never more than a draw ahead', async () => {
    const { done } = worker('the quick');
    const options = { ...over, take: 4 };
    const values = pull.kaleidoscopeOver(connection, options)(toAsyncIterable(manifold()))[Symbol.asyncIterator]();
    for (let draw = 0; draw < 4; draw++) {
      await values.next();
      const expected = 3 * Math.min(draw + 2, 4);
      await until('the next draw', () => done.length >= expected);
      await pause(300);
      expect(done.length).toBe(expected);
    }
    expect((await values.next()).done).toBe(true);
    await nothingLeft();
  });

  it('what was lost of draws is drawn again', async () => {
    const { done } = worker('one');
    const options = { ...over, take: 4 };
    const values = pull.kaleidoscopeOver(connection, options)(toAsyncIterable(manifold()))[Symbol.asyncIterator]();
    const got = [(await values.next()).value];
    await until('the next draw', () => done.length >= 6);
    const jsm = await jetstreamManager(connection);
    const stream = `KALEIDOFLOW_RUN_${done[0]!.run}`;
    await jsm.streams.purge(stream, { filter: `kaleidoflow.runs.${done[0]!.run}.part.>` });
    for (let draw = 1; draw < 4; draw++) got.push((await values.next()).value);
    expect(got).toEqual(await draws(4));
    expect((await values.next()).done).toBe(true);
    await nothingLeft();
  });

  it('a model that says that it is larger than it is: the worker refuses it by its reason, unbuilt, and does the next one', async () => {
    const { done } = worker('one');
    const linear = (units: number) => ({
      class_name: 'Sequential',
      config: { layers: [{ class_name: 'Dense', config: { units, batch_input_shape: [null, 2] } }] },
    });
    const weights = [Float32Array.of(0.5, 0, 0, 0.5), Float32Array.of(0, 0)];
    const drawn = (units: number) =>
      lastValueFrom(
        of({
          shape: [2],
          range: [-1, 1] as const,
          topology: linear(units),
          weights,
          loss: 1,
          steps: 0,
          noise: [],
        }).pipe(kaleidoscopeOver(connection, { chains: 2, take: 1 })),
      );
    await expect(drawn(30_000_000)).rejects.toThrow('more weights than the 6 numbers that are there');
    expect(await drawn(2)).toMatchObject({ step: 1, count: 2 });
    expect(done.map(({ error }) => error)).toEqual([expect.stringContaining('more weights'), undefined]);
    await nothingLeft();
  });

  it('a stranger who publishes jobs: each is refused by a reason, and no worker ends', async () => {
    const { jobs, done, reasons, ended, left } = await hostility(server, 300, 3);
    const refused = Array.from(reasons.values()).reduce((sum, count) => sum + count, 0);
    expect(done + refused).toBe(jobs);
    expect(refused).toBeGreaterThan(200);
    expect(done).toBeGreaterThan(0);
    // An error of the language itself is of code that looked where nothing is.
    for (const reason of reasons.keys()) expect(reason).not.toMatch(/Cannot read|is not a function|undefined \(/);
    expect(ended).toEqual([]);
    expect(left).toEqual([]);
  });

  it('a connection that is closed: one error of the worker, and one of the run', async () => {
    const [mine, its] = [await server.connect(), await server.connect()];
    const { errors } = worker('the cut off', its);
    const written = checkpoints();
    const run = errorsOf(of(await points()).pipe(trainOver(mine, [{ ...long, steps: 1_000_000 }])));
    await until('a checkpoint', () => written.length > 3);
    await its.close();
    await until('an error', () => errors.length > 0);
    await mine.close();
    expect(await run).toEqual([expect.stringMatching(/closed/)]);
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(/closed/) })]);
  });
});
