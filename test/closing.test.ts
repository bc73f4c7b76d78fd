import { type Draw, type Engine, movement, type OpenableMetric } from 'kaleidoflow';
import { concat, from, lastValueFrom, NEVER, of, Subject, take, tap, throwError, toArray } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onnx } from '../dist/src/engine/onnx/onnx.js';
import { faces } from './faces.js';
import { pictures, untrained } from './fixtures.js';

const soon = (milliseconds = 20) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What is warned of, and rejected with nobody to hear of it, until the test is over. */
function listen(): { readonly warnings: string[]; readonly unheard: unknown[] } {
  const heard = { warnings: [] as string[], unheard: [] as unknown[] };
  const warned = ({ name, message }: Error) => void (name === 'KaleidoflowWarning' && heard.warnings.push(message));
  const rejected = (reason: unknown) => void heard.unheard.push(reason);
  process.on('warning', warned).on('unhandledRejection', rejected);
  onTestFinished(() => void process.off('warning', warned).off('unhandledRejection', rejected));
  return heard;
}

/** A metric whose closing takes a while, and fails with this message. */
function closesWith(message: string | undefined, closed: string[], name: string): OpenableMetric<number> {
  return {
    open: () => ({
      measure: ({ step }) => step,
      async close() {
        await soon(5);
        closed.push(name);
        if (message !== undefined) throw new Error(message);
      },
    }),
  };
}

describe.each(faces)('what a stream has opened is closed once, and all of it ($name)', ({ operators, observed }) => {
  const draws = pictures(3);

  /** `measure` with metrics of which two fail to close, and one throws at once when it is closed. */
  function failing(closed: string[]) {
    const abrupt: OpenableMetric<number> = {
      open: () => ({
        measure: ({ step }) => step,
        close() {
          closed.push('abrupt');
          throw 'at once';
        },
      }),
    };
    return operators.measure({
      good: closesWith(undefined, closed, 'good'),
      first: closesWith('stuck', closed, 'first'),
      abrupt,
      last: closesWith(undefined, closed, 'last'),
      movement: movement(),
    });
  }
  const all = ['abrupt', 'first', 'good', 'last'];
  const first = 'measure: first could not be closed: stuck';
  const abrupt = "measure: abrupt could not be closed: 'at once'";

  it('before the stream completes', async () => {
    const closed: string[] = [];
    const operator = operators.measure({ slow: closesWith(undefined, closed, 'slow') });
    await lastValueFrom(from(draws).pipe(observed(operator), toArray()));
    expect(closed).toEqual(['slow']);
  });

  it('and a failure is an error of the stream that ends by itself', async () => {
    const { warnings, unheard } = listen();
    const closed: string[] = [];
    const found: unknown[] = [];
    const stream = from(draws).pipe(observed(failing(closed)));
    await expect(
      new Promise((resolve, reject) => {
        stream.subscribe({ next: (draw) => found.push(draw), error: reject, complete: () => resolve('completed') });
      }),
    ).rejects.toThrow('stuck');
    await soon();
    expect(found).toHaveLength(3);
    expect(closed.sort()).toEqual(all);
    expect({ warnings, unheard }).toEqual({ warnings: [abrupt], unheard: [] });
  });

  it('and a failure is a warning where the stream is left', async () => {
    const { warnings, unheard } = listen();
    const closed: string[] = [];
    await lastValueFrom(concat(from(draws), NEVER).pipe(observed(failing(closed)), take(2)));
    await soon();
    expect(closed.sort()).toEqual(all);
    expect({ warnings, unheard }).toEqual({ warnings: [first, abrupt], unheard: [] });
  });

  it('and a failure is a warning where the stream is left while it is being closed', async () => {
    const { warnings, unheard } = listen();
    let fail = (_: Error) => {};
    const closing = new Promise<void>((_, reject) => {
      fail = reject;
    });
    const metric: OpenableMetric<number> = { open: () => ({ measure: () => 1, close: () => closing }) };
    const subscription = from(draws)
      .pipe(observed(operators.measure({ metric })))
      .subscribe({ complete: () => expect.unreachable(), error: () => expect.unreachable() });
    await soon();
    subscription.unsubscribe();
    fail(new Error('too late'));
    await soon();
    const said = 'measure: metric could not be closed: too late';
    expect({ warnings, unheard }).toEqual({ warnings: [said], unheard: [] });
  });

  it('and a failure is a warning where the stream fails before', async () => {
    const { warnings, unheard } = listen();
    const closed: string[] = [];
    const broken = concat(
      from(draws),
      throwError(() => new Error('no more')),
    );
    await expect(lastValueFrom(broken.pipe(observed(failing(closed))))).rejects.toThrow('no more');
    await soon();
    expect(closed.sort()).toEqual(all);
    expect({ warnings, unheard }).toEqual({ warnings: [first, abrupt], unheard: [] });
  });

  it('and what is under way is waited for', async () => {
    const order: string[] = [];
    const metric: OpenableMetric<number> = {
      open: () => ({
        async measure() {
          order.push('begun');
          await soon();
          order.push('done');
          return 1;
        },
        async close() {
          order.push('closed');
        },
      }),
    };
    const source = new Subject<Draw>();
    const subscription = source.pipe(observed(operators.measure({ metric }))).subscribe();
    await soon();
    source.next(draws[0]!);
    while (order.length === 0) await soon(1);
    subscription.unsubscribe();
    await soon(60);
    expect(order).toEqual(['begun', 'done', 'closed']);
  });

  describe('by an engine', () => {
    const stuck = async () => {
      throw new Error('stuck');
    };
    const openMap = async () => ({
      rows: 3,
      apply: async (states: Float32Array) => ({ state: states.slice(), shown: states.slice() }),
      close: stuck,
    });
    const engine: Engine = {
      name: 'broken',
      openMap,
      openDescent: openMap,
      openTrainer: async () => ({
        advance: async (step) => ({ step, loss: 1, weights: [...untrained().weights] }),
        moments: async () => [],
        close: stuck,
      }),
    };
    const walk = { chains: 3, engine };
    const said = (name: string) => `${name}: the broken engine could not be closed: stuck`;

    it.each([
      ['kaleidoscope', operators.kaleidoscope(walk), untrained()],
      ['descend', operators.descend(walk), untrained()],
      ['training', operators.training({ engine, batchSize: 3 }), draws[0]!],
    ])('as a warning where %s is left', async (name, operator, source) => {
      const { warnings, unheard } = listen();
      await lastValueFrom(of(source).pipe(observed(operator), take(2)));
      await soon();
      expect({ warnings, unheard }).toEqual({ warnings: [said(name)], unheard: [] });
    });

    it.each([
      ['descend', operators.descend({ ...walk, steps: 3 }), untrained(), 3],
      ['training', operators.training({ engine, batchSize: 3, steps: 2, every: 1 }), draws[0]!, 3],
      ['trainManifold', operators.trainManifold({ engine, batchSize: 3, steps: 2 }), draws[0]!, 0],
    ])('as an error at the end of %s', async (_, operator, source, count) => {
      const { warnings, unheard } = listen();
      let seen = 0;
      const stream = of<unknown>(source).pipe(
        observed(operator),
        tap(() => seen++),
      );
      await expect(lastValueFrom(stream)).rejects.toThrow('stuck');
      await soon();
      expect({ seen, warnings, unheard }).toEqual({ seen: count, warnings: [], unheard: [] });
    });
  });

  describe('by evaluate', () => {
    const [reference] = pictures(1, 10);
    const few = pictures(2, 8);

    /** Threads of comparisons that end, and say that they could not. */
    function breakThreads(): { closed: number } {
      const { openComparison } = onnx;
      const counts = { closed: 0 };
      onnx.openComparison = async (...args) => {
        const opened = await openComparison(...args);
        return {
          ...opened,
          async close() {
            await opened.close();
            counts.closed++;
            throw new Error('the thread is stuck');
          },
        };
      };
      onTestFinished(() => {
        onnx.openComparison = openComparison;
      });
      return counts;
    }
    const said = 'evaluate: the comparison could not be closed: the thread is stuck';

    it('as an error at the end', async () => {
      const { warnings, unheard } = listen();
      const counts = breakThreads();
      await expect(lastValueFrom(from(few).pipe(observed(operators.evaluate(reference!))))).rejects.toThrow(
        'the thread is stuck',
      );
      await soon();
      expect({ ...counts, warnings, unheard }).toEqual({ closed: 1, warnings: [], unheard: [] });
    });

    it.each([
      ['left', take(1)],
      ['left at its last record', take(2)],
    ])('as a warning where it is %s', async (_, leave) => {
      const { warnings, unheard } = listen();
      const counts = breakThreads();
      const source = concat(from(few), of({ ...few[0]!, count: 7, values: few[0]!.values.subarray(0, 7 * 16) }));
      await lastValueFrom(source.pipe(observed(operators.evaluate(reference!, { count: 10 })), leave));
      for (let waited = 0; waited < 200 && warnings.length === 0; waited++) await soon(10);
      expect({ ...counts, warnings, unheard }).toEqual({ closed: 1, warnings: [said], unheard: [] });
    });

    it('as a warning where it fails', async () => {
      const { warnings, unheard } = listen();
      const counts = breakThreads();
      const source = concat(from(few), of(draws[0]!));
      await expect(lastValueFrom(source.pipe(observed(operators.evaluate(reference!))))).rejects.toThrow(
        'more samples than k',
      );
      for (let waited = 0; waited < 200 && warnings.length === 0; waited++) await soon(10);
      expect({ ...counts, warnings, unheard }).toEqual({ closed: 1, warnings: [said], unheard: [] });
    });
  });
});
