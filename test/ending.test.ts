import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { encodeManifold } from '../dist/src/models/manifold.js';
import { untrained } from './fixtures.js';
import { place } from './place.js';

const directory = await place();
/** So wide that a thread computes it. */
await directory.write('wide.safetensors', [encodeManifold(untrained({ width: 500 }))]);

const at = (path: string) => JSON.stringify(new URL(`../dist/${path}`, import.meta.url).href);
const module = (name: string) => JSON.stringify(import.meta.resolve(name));
const script = (expression: string) => `
  import * as ix from ${module('ix/asynciterable')};
  import * as op from ${module('ix/asynciterable/operators')};
  import { fromManifold, kaleidoscope } from ${at('operators/ix/index.js')};
  const draws = fromManifold(${JSON.stringify(directory.pathOf('wide.safetensors'))}).pipe(kaleidoscope({ chains: 200 }));
  let [opened, left] = [0, 0];
  const source = {
    [Symbol.asyncIterator](signal) {
      const iterator = draws[Symbol.asyncIterator](signal);
      opened++;
      return {
        next: () => iterator.next(),
        return(value) {
          left++;
          return iterator.return(value);
        },
      };
    },
  };
  const soon = () => new Promise((resolve) => setTimeout(resolve, 500));
  const isLate = ({ step }) => step > 2;
  let values = 0;
  for await (const _ of ${expression}) if (++values === 3) break;
  console.log(opened > left ? 'open' : 'left');`;

/** What is done with chains that have no end, and left after three values where it does not end before. */
const expressions: Record<string, string> = {
  catchError: 'op.catchError(() => ix.of(1))(source)',
  combineLatest: 'ix.combineLatest(source, ix.of(1))',
  expand: 'op.expand(() => ix.empty())(source)',
  first: '[await ix.first(source)]',
  flatMap: 'op.flatMap(() => ix.of(1))(source)',
  memoize: 'op.memoize()(source)',
  merge: 'ix.merge(source, ix.of(1))',
  publish: 'op.publish()(source)',
  race: 'ix.race(source, ix.never())',
  retry: 'op.retry(1)(source)',
  share: 'op.share()(source)',
  skipUntil: 'op.skipUntil(soon)(source)',
  slice: 'op.slice(1, 2)(source)',
  some: '[await ix.some(source, { predicate: isLate })]',
  switchMap: 'op.switchMap(() => ix.of(1))(source)',
  'switchMap to it': 'op.switchMap(() => source)(ix.of(1))',
  take: 'op.take(2)(source)',
  takeUntil: 'op.takeUntil(soon)(source)',
  takeWhile: 'op.takeWhile((draw) => !isLate(draw))(source)',
  throttle: 'op.throttle(1)(source)',
  timeout: 'op.timeout(1_000)(source)',
  toDOMStream: 'ix.toDOMStream(source)',
  withLatestFrom: 'op.withLatestFrom(ix.of(1))(source)',
  zip: 'ix.zip(source, ix.of(1, 2))',
};

const open: string[] = [];

describe('a script that leaves chains by IxJS exits by itself', () => {
  it.concurrent.each(Object.entries(expressions))('%s', async (name, expression) => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script(expression)],
      { timeout: 60_000 },
    );
    expect(stderr).toBe('');
    if (stdout === 'open\n') open.push(name);
    else expect(stdout).toBe('left\n');
  });

  it('the guide says what IxJS leaves open', () => {
    const guide = readFileSync(new URL('../docs/guide.md', import.meta.url), 'utf8');
    const [, named = ''] = /never close what they read when they are left: ([^.]*)/.exec(guide)!;
    expect(open.sort()).toEqual(Array.from(named.matchAll(/`(\w+)`/g), ([, name]) => name));
  });
});

/** A network that is learned by two threads. */
const learning = (then: string) => `
  import { fromPoints, training } from ${at('operators/index.js')};
  import { unet } from ${at('src/networks/index.js')};
  const rows = Array.from({ length: 32 }, (_, row) => Array.from({ length: 784 }, (_, i) => 0.5 + 0.4 * Math.sin(row * i)));
  const network = (space) => [{ kind: 'reshape', shape: [28, 28, 1] }, ...unet({ filters: 8 })({ ...space, shape: [28, 28, 1] })];
  const steps = fromPoints(rows).pipe(training({ network, steps: 10_000, every: 1, batchSize: 32 }));
  let seen = 0;
  const subscription = steps.subscribe(() => {
    if (++seen === 3) ${then};
  });`;

describe('a script that learns in two threads', () => {
  it.concurrent.each([
    ['ends', 'process.exit(7)', 7],
    ['ends in the middle of a step', 'setTimeout(() => process.exit(7), 5)', 7],
    ['is left', 'subscription.unsubscribe()', 0],
    ['fails', `{ process.once('uncaughtException', () => process.exit(7)); throw new Error('on purpose') }`, 7],
  ])('exits where it %s', async (_, then, code) => {
    const ended = new Promise<unknown>((resolve) => {
      execFile(process.execPath, ['--input-type=module', '-e', learning(then)], { timeout: 60_000 }, (error, _, said) =>
        resolve({ code: error?.code ?? 0, said }),
      );
    });
    expect(await ended).toEqual({ code, said: '' });
  });
});
