import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { from as pulledFrom } from 'ix/asynciterable';
import * as pull from 'ix/asynciterable/operators';
import { burnIn, type Draw, kaleidoscope, type Samples, training, withNoise } from 'kaleidoflow';
import * as ix from 'kaleidoflow/ix';
import { firstValueFrom, forkJoin, lastValueFrom, map, type Observable, of, take, tap, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { pictures, untrained } from './fixtures.js';
import { newFolder } from './folder.js';
import { probe } from './probe.js';
import { watchingThreads } from './threads.js';

const manifold = untrained();
const noisy = await firstValueFrom(of(manifold).pipe(withNoise(0.1)));
const samples = (): Samples => pictures(1, 40)[0]!;
const small = { depth: 2, width: 8, steps: 1000, every: 1, batchSize: 16 };
const chained = (n: number, seed = 0): Observable<Draw[]> =>
  of(noisy).pipe(kaleidoscope({ chains: 3, seed }), take(n), toArray());
/** So wide, and of so many chains, that a thread computes it. */
const wide = await firstValueFrom(of(untrained({ width: 500 })).pipe(withNoise(0.1)));
const inThread = (n: number, seed = 0, of_ = wide): Observable<Draw[]> =>
  of(of_).pipe(kaleidoscope({ chains: 200, seed }), take(n), toArray());

describe('a fault ends its own stream with one clear error, and nothing else', () => {
  it('a thread that dies under a chain, beside a chain of another manifold', async () => {
    const expected = await lastValueFrom(inThread(200, 2));
    const elsewhere = { ...wide, weights: [...wide.weights] };
    await watchingThreads(async (threads) => {
      const dying = lastValueFrom(
        of(wide).pipe(
          kaleidoscope({ chains: 200 }),
          tap(({ step }) => step === 5 && void threads[0]!.terminate()),
        ),
      );
      await expect.poll(() => threads.length).toBe(1);
      const other = lastValueFrom(inThread(200, 2, elsewhere));
      await expect(dying).rejects.toThrow("the onnx engine's thread ended with code 1");
      expect(await other).toEqual(expected);
    });
    expect(await lastValueFrom(inThread(200, 2))).toEqual(expected);
  });

  it('a thread that dies under a training', async () => {
    await watchingThreads(async (threads) => {
      const dying = lastValueFrom(
        of(samples()).pipe(
          training(small),
          tap(({ step }) => step === 5 && void threads[0]!.terminate()),
        ),
      );
      await expect(dying).rejects.toThrow("the onnx engine's thread ended with code 1");
    });
  });

  it('a thread that dies while it starts', async () => {
    await watchingThreads(async (threads) => {
      const dying = lastValueFrom(inThread(1_000_000));
      await expect.poll(() => threads.length, { interval: 1 }).toBe(1);
      void threads[0]!.terminate();
      // Its code is 0 where it had not even begun.
      await expect(dying).rejects.toThrow(/the onnx engine.s thread ended with code [01]$/);
    });
  });

  it('a session that does not open', async () => {
    const { openMap } = onnx;
    onnx.openMap = (given, options) => openMap({ ...given, weights: given.weights.slice(1) }, options);
    onTestFinished(() => {
      onnx.openMap = openMap;
    });
    await expect(lastValueFrom(chained(1))).rejects.toThrow('the onnx engine could not open its session: ');
    onnx.openMap = openMap;
    await lastValueFrom(chained(1));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5])('an engine that gives %s', async (value) => {
    const { openMap } = onnx;
    onnx.openMap = async (...args) => {
      const open = await openMap(...args);
      return {
        ...open,
        apply: async (x, step) => {
          const { state } = await open.apply(x, step, 0);
          state.fill(value, 20, 21);
          return { state, shown: state };
        },
      };
    };
    onTestFinished(() => {
      onnx.openMap = openMap;
    });
    await probe(async (counts) => {
      await expect(lastValueFrom(chained(3))).rejects.toThrow(
        `kaleidoscope: the onnx engine gave ${value} at step 1, in chain 1; states are in [-1, 1]`,
      );
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('a training that diverges says at which step, and frees what it opened', async () => {
    await probe(async (counts) => {
      const wild = of(samples()).pipe(training({ ...small, learningRate: 1e38 }));
      await expect(lastValueFrom(wild)).rejects.toThrow(/^training diverged at step \d+: the loss is (NaN|Infinity)/);
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('a consumer that throws, in an operator, in forEach and in for await', async () => {
    const failure = new Error('the consumer');
    const fail = () => {
      throw failure;
    };
    await probe(async (counts) => {
      await expect(lastValueFrom(of(noisy).pipe(kaleidoscope(), map(fail)))).rejects.toBe(failure);
      await expect(of(noisy).pipe(kaleidoscope()).forEach(fail)).rejects.toBe(failure);
      const pulling = async () => {
        for await (const _ of pulledFrom([noisy]).pipe(ix.kaleidoscope())) fail();
      };
      await expect(pulling()).rejects.toBe(failure);
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('a socket that is closed by the other side', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const socket: Socket = connect((server.address() as { port: number }).port, '127.0.0.1');
    await probe(async (counts) => {
      const bytes = pulledFrom([noisy]).pipe(
        ix.kaleidoscope(),
        pull.map((draw: Draw) => Buffer.from(draw.values.buffer as ArrayBuffer)),
      );
      // Given the iterable itself, Node's pipeline does not notice: it waits for a 'drain' that never comes.
      await expect(pipeline(Readable.from(bytes), socket)).rejects.toThrow(
        /EPIPE|ECONNRESET|Premature close|ended by the other party/,
      );
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('a Node stream that is destroyed during the burn-in', async () => {
    await probe(async (counts) => {
      const readable = Readable.from(pulledFrom([noisy]).pipe(ix.kaleidoscope(), ix.burnIn(1e9)));
      readable.read();
      await expect.poll(() => counts.applied).toBeGreaterThan(20);
      readable.destroy();
      expect(await counts.allClosed()).toBe(true);
      const { applied } = counts;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(counts.applied).toBe(applied);
    });
  });

  it('a sink that fails in the middle', async () => {
    const failure = new Error('the disk');
    let written = 0;
    const sink = new Writable({
      objectMode: true,
      write: (_, __, done) => done(written++ === 3 ? failure : undefined),
    });
    await probe(async (counts) => {
      await expect(pipeline(pulledFrom([noisy]).pipe(ix.kaleidoscope()), sink)).rejects.toBe(failure);
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('a full disk, under checkpoints: the older ones stay, and the training goes on from them', async () => {
    const directory = newFolder();
    const script = join(directory, 'train.mjs');
    const place = join(directory, 'checkpoints');
    const at = (name: string) => JSON.stringify(new URL(`../dist/operators/${name}`, import.meta.url).href);
    const code = (width: number) => `
      import { lastValueFrom } from ${JSON.stringify(import.meta.resolve('rxjs'))};
      import { fromPoints, training } from ${at('index.js')};
      const last = fromPoints([0.2, 0.8]).pipe(training({ width: ${width}, depth: 2, steps: 30, every: 10, checkpoint: ${JSON.stringify(place)} }));
      await lastValueFrom(last).catch((error) => { console.log(error.message); process.exitCode = 3; });`;
    writeFileSync(script, code(8));
    const run = (limit: string) => promisify(execFile)('bash', ['-c', `ulimit -f ${limit}; exec node ${script}`]);
    await run('unlimited');
    const before = readdirSync(place).map((name) => readFileSync(join(place, name)));
    writeFileSync(script, code(8).replace('steps: 30', 'steps: 60'));
    const failed = await run('1').catch((error) => error);
    expect(failed.code).toBe(3);
    expect(failed.stdout).toMatch(/^training: checkpoint .*step-000040\.safetensors cannot be written: EFBIG/);
    expect(readdirSync(place).map((name) => readFileSync(join(place, name)))).toEqual(before);
    await run('unlimited');
    expect(readdirSync(place).sort()).toEqual(['step-000050.safetensors', 'step-000060.safetensors']);
  });
});

describe('a process', () => {
  const at = (path: string) => JSON.stringify(new URL(`../dist/${path}`, import.meta.url).href);
  const busy = {
    training: '.pipe(training({ every: 1 }))',
    sampling: '.pipe(trainManifold({ steps: 1 }), kaleidoscope({ chains: 1000 }))',
    'sampling a few': '.pipe(trainManifold({ steps: 1, width: 32 }), kaleidoscope({ chains: 3 }))',
  };
  it.each(Object.entries(busy))('may exit in the middle of %s, with its own code and no noise', async (_, pipeline) => {
    const code = `
      import { fromMnist, kaleidoscope, training, trainManifold } from ${at('operators/index.js')};
      fromMnist({ count: 1000 })${pipeline}.subscribe();
      setTimeout(() => process.exit(3), 1500);`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
    await expect(run).rejects.toMatchObject({ code: 3, stderr: '' });
  });
});

describe('subscriptions do not disturb each other', () => {
  it('two at once on one pipeline', async () => {
    const once = await lastValueFrom(chained(20));
    const pipeline = chained(20);
    expect(await lastValueFrom(forkJoin([pipeline, pipeline]))).toEqual([once, once]);
  });

  it('a hundred at once, each with a seed of its own, some of them left early', async () => {
    const expected = await Promise.all([0, 1, 2].map((seed) => lastValueFrom(chained(5, seed))));
    await probe(async (counts) => {
      const left = Array.from({ length: 20 }, () => of(noisy).pipe(kaleidoscope(), burnIn(1e9)).subscribe());
      const all = Array.from({ length: 80 }, (_, i) => lastValueFrom(chained(5, i % 3)));
      for (const subscription of left) subscription.unsubscribe();
      for (const [i, draws] of (await Promise.all(all)).entries()) expect(draws).toEqual(expected[i % 3]);
      expect(await counts.allClosed()).toBe(true);
    });
  });

  it('a hundred iterations stopped by one signal, without a warning', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => warnings.push(warning);
    process.on('warning', warn);
    onTestFinished(() => void process.off('warning', warn));
    const stop = new AbortController();
    await probe(async (counts) => {
      const all = Array.from({ length: 100 }, async () => {
        const draws = pulledFrom([noisy]).pipe(ix.kaleidoscope({ chains: 1 }), pull.withAbort(stop.signal));
        for await (const _ of draws);
      });
      setTimeout(() => stop.abort(), 1000);
      for (const { status } of await Promise.allSettled(all)) expect(status).toBe('rejected');
      expect(await counts.allClosed()).toBe(true);
    });
    expect(warnings).toEqual([]);
  });
});
