import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serialize, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import {
  type Draw,
  descend,
  given,
  kaleidoscope,
  type Manifold,
  type MlpManifold,
  measure,
  withNoise,
  withTurns,
  withWalk,
} from 'kaleidoflow';
import { lastValueFrom, type MonoTypeOperatorFunction, type Observable, of, pipe, take, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { OpenMap } from '../dist/src/engine/engine.js';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { keepThreads } from '../dist/src/engine/onnx/shared.js';
import { pictures, untrained } from './fixtures.js';
import { root } from './project.js';
import { alive, watchingThreads } from './threads.js';

// It has not been trained for any of this.
vi.spyOn(process, 'emitWarning').mockReturnValue();

const labelUnits = { classes: [0, 1, 2], copies: 2 };
const manifold = untrained({ shape: [7], width: 300, labelUnits });
/** Chains of which a draw takes long enough to be a thread's. */
const many = 400;
const changes: Record<string, MonoTypeOperatorFunction<Manifold>> = {
  'nothing added': pipe(),
  'little noise': withNoise(0.01),
  noise: withNoise(0.2, { distribution: 'normal' }),
  turns: withTurns({ every: 2 }),
  'a walk': withWalk(),
  'a label': given({ label: 1 }),
  'labels, and turns': pipe(given({ label: [2, 0] }), withTurns({ every: 3 })),
  'a part, and noise': pipe(given(pictures(1, 5, [7])[0]!, { mask: [1, 0, 1, 0, 0, 0, 1] }), withNoise(0.1)),
};

/** What one of many asks for. */
const asked = fc.record({
  change: fc.constantFrom(...Object.keys(changes)),
  chains: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 600 })),
  first: fc.nat(50),
  seed: fc.nat(5),
  steps: fc.integer({ min: 1, max: 6 }),
  gradient: fc.boolean(),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function draws({ change, gradient, steps, ...options }: Asked, of_ = manifold): Observable<Draw[]> {
  const walked = of(of_ as Manifold).pipe(changes[change]!);
  const drawn = gradient ? descend({ ...options, steps }) : pipe(kaleidoscope(options), take(steps));
  return walked.pipe(drawn, toArray());
}

describe('maps of one manifold', () => {
  it('side by side are what each is alone, bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 2, maxLength: 12 }), async (all) => {
        const alone: Draw[][] = [];
        for (const one of all)
          alone.push(await lastValueFrom(draws(one, { ...manifold, weights: [...manifold.weights] })));
        expect(await Promise.all(all.map((one) => lastValueFrom(draws(one))))).toEqual(alone);
      }),
      { numRuns: 6 },
    );
  });

  it('have one thread for each graph, and none when the last has closed', async () => {
    const count = (names: readonly string[], of_ = manifold) =>
      watchingThreads(async (threads) => {
        const common = { chains: many, first: 0, steps: 5, gradient: false };
        const all = names.flatMap((change) => [1, 2, 3].map((seed) => draws({ ...common, change, seed }, of_)));
        await Promise.all(all.map((drawn) => lastValueFrom(drawn)));
        await expect.poll(() => alive(threads)).toBe(0);
        return threads.length;
      });
    expect(await count(['nothing added'])).toBe(1);
    expect(await count(['little noise', 'noise'])).toBe(1);
    expect(await count(['turns', 'a walk'])).toBe(1);
    expect(await count(['a label'])).toBe(1);
    expect(await count(Object.keys(changes))).toBe(6);
    const descents = (learningRate: number) => of(manifold).pipe(descend({ chains: many, learningRate, steps: 3 }));
    await watchingThreads(async (threads) => {
      await Promise.all([1, 1, 2].map((rate) => lastValueFrom(descents(rate))));
      expect(threads.length).toBe(2);
    });
    await watchingThreads(async (threads) => {
      const others = [1, 2].map(() =>
        draws(
          { change: 'noise', chains: many, first: 0, seed: 0, steps: 2, gradient: false },
          { ...manifold, weights: [...manifold.weights] },
        ),
      );
      await Promise.all(others.map((drawn) => lastValueFrom(drawn)));
      expect(threads.length).toBe(2);
    });
  });

  it('have none for what is computed in less time than it would take to ask one', async () => {
    await watchingThreads(async (threads) => {
      const common = { chains: 5, first: 0, seed: 1, steps: 5, gradient: false };
      await Promise.all(Object.keys(changes).map((change) => lastValueFrom(draws({ ...common, change }))));
      expect(threads).toEqual([]);
    });
  });

  it('are sent the weights once', async () => {
    const large = untrained({ width: 800 });
    const weighs = large.weights.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const { postMessage } = Worker.prototype;
    const sizes: number[] = [];
    Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: [never]) {
      sizes.push(serialize(message).length);
      return postMessage.call(this, message, ...rest);
    };
    onTestFinished(() => {
      Worker.prototype.postMessage = postMessage;
    });
    await Promise.all(
      [1, 2, 3].map((seed) => lastValueFrom(of(large).pipe(kaleidoscope({ seed, chains: 60 }), take(2)))),
    );
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(weighs / 50);
  });

  it('do not keep it', async () => {
    setFlagsFromString('--expose_gc');
    const gc = runInNewContext('gc') as () => void;
    let kept: WeakRef<object>;
    await (async () => {
      const once = untrained({ shape: [3] });
      kept = new WeakRef(once.weights);
      await lastValueFrom(of(once).pipe(kaleidoscope({ chains: 1 }), take(2)));
    })();
    await expect
      .poll(() => {
        gc();
        return kept.deref() === undefined;
      })
      .toBe(true);
  });
});

describe('the maps that share a thread', () => {
  const noisy: typeof manifold = { ...manifold, noise: [{ eps: 0.1, distribution: 'uniform' }] };
  const size = 13;
  const states = (chains: number) => new Float32Array(size * chains).map((_, i) => Math.sin(i));
  const open = (seed: number, chains = many) => onnx.openMap(noisy, { chains, seed });
  /** What a map answers that is alone. */
  async function answers(seed: number, step: number): Promise<Float32Array> {
    const alone = await onnx.openMap({ ...noisy, weights: [...noisy.weights] }, { chains: many, seed });
    const { state } = await alone.apply(states(many), step, 0);
    await alone.close();
    return state;
  }
  /** Large enough that others wait for it. */
  const long = untrained({ width: 800, depth: 6, shape: [size] });
  const openLong = () => onnx.openMap(long, { chains: 1000, seed: 0 });

  it('open, answer and close in any order', async () => {
    const expected = new Map<string, Float32Array>();
    for (let seed = 0; seed < 4; seed++)
      for (let step = 1; step < 4; step++) expected.set(`${seed} ${step}`, await answers(seed, step));
    const action = fc.oneof(
      fc.record({ kind: fc.constant('open' as const), seed: fc.nat(3) }),
      fc.record({ kind: fc.constant('ask' as const), which: fc.nat(), step: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ kind: fc.constant('close' as const), which: fc.nat(), waits: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 40 }), (actions) =>
        watchingThreads(async (threads) => {
          const maps: { seed: number; map: Promise<OpenMap> }[] = [];
          const under: Promise<unknown>[] = [];
          for (const action of actions) {
            if (action.kind === 'open') maps.push({ seed: action.seed, map: open(action.seed) });
            if (action.kind === 'open' || maps.length === 0) continue;
            const at = action.which % maps.length;
            const { seed, map } = maps[at]!;
            if (action.kind === 'ask') {
              const asked = map.then((map) => map.apply(states(many), action.step, 0));
              under.push(asked.then(({ state }) => expect(state).toEqual(expected.get(`${seed} ${action.step}`))));
              continue;
            }
            maps.splice(at, 1);
            await Promise.all(under.splice(0));
            const closed = map.then((map) => map.close());
            if (action.waits) await closed;
            else under.push(closed);
          }
          await Promise.all(under);
          const left = await Promise.all(maps.map(({ map }) => map));
          expect(alive(threads)).toBe(left.length > 0 ? 1 : 0);
          await Promise.all(left.map((map) => map.close()));
          expect(alive(threads)).toBe(0);
        }),
      ),
      { numRuns: 25 },
    );
  });

  it('close while what they have asked is in the line, and the others get their answers', async () => {
    const [first, second, third] = [await openLong(), await openLong(), await openLong()];
    const x = states(1000);
    const { state: expected } = await first.apply(x, 1, 0);
    const busy = [first.apply(x, 1, 0), first.apply(x, 1, 0)];
    const inLine = second.apply(x, 1, 0);
    const others = [third.apply(x, 1, 0), first.apply(x, 1, 0)];
    const refused = expect(inLine).rejects.toThrow('what was asked is not wanted any more');
    await second.close();
    await refused;
    await expect(second.apply(x, 1, 0)).rejects.toThrow('the onnx engine: this map is closed');
    for (const { state } of await Promise.all([...busy, ...others])) expect(state).toEqual(expected);
    await third.close();
    await third.close();
    expect((await first.apply(x, 1, 0)).state).toEqual(expected);
    await first.close();
  });

  it('leave the line when their signal says so, before the others have been answered', async () => {
    const [first, second] = [await openLong(), await openLong()];
    const x = states(1000);
    let answered = 0;
    const busy = [1, 2, 3, 4].map((step) => first.apply(x, step, 0).then(() => answered++));
    const stop = new AbortController();
    const inLine = second.apply(x, 1, 0, stop.signal);
    stop.abort();
    await expect(inLine).rejects.toMatchObject({ name: 'AbortError' });
    expect(answered).toBe(0);
    await second.close();
    await Promise.all(busy);
    await first.close();
  });

  it('are left within a step, while the others go on', async () => {
    await watchingThreads(async (threads) => {
      const draw = (seed: number) => of(long).pipe(kaleidoscope({ chains: 1000, seed }));
      const steps = [0, 0, 0, 0];
      const running = steps.map((_, i) => draw(i).subscribe(({ step }) => (steps[i] = step)));
      await expect.poll(() => Math.min(...steps), { timeout: 10_000 }).toBeGreaterThan(1);
      for (const [i, subscription] of running.entries()) {
        const before = steps[i];
        subscription.unsubscribe();
        const [other] = steps.slice(i + 1);
        if (other !== undefined) await expect.poll(() => steps[i + 1]).toBeGreaterThan(other + 1);
        expect(steps[i]).toBe(before);
      }
      await expect.poll(() => alive(threads)).toBe(0);
      expect(threads.length).toBe(1);
    });
  });

  it('open while the last one closes', async () => {
    const expected = await answers(1, 1);
    let last = await open(1);
    for (let i = 0; i < 10; i++) {
      const closed = last.close();
      last = await open(1);
      expect((await last.apply(states(many), 1, 0)).state).toEqual(expected);
      await closed;
    }
    await last.close();
  });

  it('all fail when it dies, and the next one has a new thread', async () => {
    await watchingThreads(async (threads) => {
      let [held, release] = [0, () => {}];
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const hold = async ({ step }: Draw) => {
        if (step !== 5) return;
        held++;
        await released;
      };
      const dying = [1, 2, 3].map((seed) =>
        lastValueFrom(of(noisy).pipe(kaleidoscope({ seed, chains: many }), measure({ hold }))),
      );
      // Ended from outside while it computes, a thread takes the process along: ONNX Runtime's `run` can't be left.
      await expect.poll(() => held).toBe(3);
      await threads[0]!.terminate();
      release();
      for (const { status, reason } of (await Promise.allSettled(dying)) as PromiseRejectedResult[]) {
        expect(status).toBe('rejected');
        expect(reason.message).toBe("the onnx engine's thread ended with code 1");
      }
      expect(threads.length).toBe(1);
      const next = await open(1);
      expect((await next.apply(states(many), 1, 0)).state).toEqual(await answers(1, 1));
      await next.close();
    });
  });

  it('have a new thread when it has died while nobody asked', async () => {
    await watchingThreads(async (threads) => {
      const idle = await open(0);
      await threads[0]!.terminate();
      const next = await Promise.all([open(1), open(1)]);
      const expected = await answers(1, 1);
      for (const map of next) expect((await map.apply(states(many), 1, 0)).state).toEqual(expected);
      await expect(idle.apply(states(many), 1, 0)).rejects.toThrow("the onnx engine's thread ended with code 1");
      await idle.close();
      expect((await next[0]!.apply(states(many), 1, 0)).state).toEqual(expected);
      await Promise.all(next.map((map) => map.close()));
      expect(alive(threads)).toBe(0);
    });
  });

  it('all fail when it cannot open', async () => {
    const broken = { ...noisy, weights: noisy.weights.slice(1) };
    await watchingThreads(async (threads) => {
      const all = [1, 2, 3].map((seed) => onnx.openMap(broken, { chains: many, seed }));
      for (const one of all) await expect(one).rejects.toThrow('the onnx engine could not open its session: ');
      expect(threads.length).toBe(1);
      await expect(onnx.openMap(broken, { chains: many, seed: 1 })).rejects.toThrow('could not open its session');
      expect(alive(threads)).toBe(0);
    });
  });
});

describe('threads that are kept', () => {
  /** A manifold of its own, whose threads wait so long. */
  function kept(milliseconds: number): MlpManifold {
    const mine = { ...manifold, weights: [...manifold.weights] };
    keepThreads(mine.weights, milliseconds);
    return mine;
  }
  const x = new Float32Array(13 * many).map((_, i) => Math.sin(i));

  it('have the next map, too, and end when there is none for a while', async () => {
    const mine = kept(300);
    const alone = await onnx.openMap(manifold, { chains: many, seed: 1 });
    const { state } = await alone.apply(x, 1, 0);
    await watchingThreads(async (threads) => {
      for (let i = 0; i < 5; i++) {
        const map = await onnx.openMap(mine, { chains: many, seed: 1 });
        expect((await map.apply(x, 1, 0)).state).toEqual(state);
        await map.close();
        expect(alive(threads)).toBe(1);
      }
      expect(threads.length).toBe(1);
      await expect.poll(() => alive(threads), { timeout: 5_000 }).toBe(0);
    });
    await alone.close();
  });

  it('are opened to the end, though nobody waits any more', async () => {
    const mine = kept(1_000);
    await watchingThreads(async (threads) => {
      const over = new AbortController();
      const left = onnx.openMap(mine, { chains: many, seed: 1, signal: over.signal });
      await expect.poll(() => threads.length, { interval: 1 }).toBe(1);
      over.abort();
      await (await left).close();
      await (await onnx.openMap(mine, { chains: many, seed: 2 })).close();
      expect(threads.length).toBe(1);
      await expect.poll(() => alive(threads), { timeout: 5_000 }).toBe(0);
    });
  });

  it('are not those that have died', async () => {
    const mine = kept(1_000);
    await watchingThreads(async (threads) => {
      await (await onnx.openMap(mine, { chains: many, seed: 1 })).close();
      await threads[0]!.terminate();
      const next = await onnx.openMap(mine, { chains: many, seed: 1 });
      expect((await next.apply(x, 1, 0)).state.length).toBe(x.length);
      await next.close();
      await expect.poll(() => alive(threads), { timeout: 5_000 }).toBe(0);
    });
  });

  it('hold no process open', async () => {
    const at = (path: string) => JSON.stringify(new URL(`../dist/${path}`, import.meta.url).href);
    const code = `
      import { kaleidoscope } from ${at('operators/index.js')};
      import { keepThreads } from ${at('src/engine/onnx/shared.js')};
      import { manifold } from ${at('tools/bench/net.js')};
      import { lastValueFrom, of, take } from 'rxjs';
      keepThreads(manifold.weights, 2 ** 31 - 1);
      const { step } = await lastValueFrom(of(manifold).pipe(kaleidoscope(), take(2)));
      process.stdout.write(String(step));`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
    await expect(run).resolves.toMatchObject({ stdout: '2' });
  });
});
