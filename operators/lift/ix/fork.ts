import { AsyncIterableX } from 'ix/asynciterable';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import { isObject } from '../../../src/base/check.js';
import { checkBranches, type ForkOptions, forked } from '../../../src/streams/fork.js';
import { lift } from './lift.js';

/** What a branch of `fork` makes of the source. */
export type Branch<T, R> = (source: AsyncIterableX<T>) => AsyncIterable<R>;

/**
 * Reads the source once, and gives what comes to every branch: the same value, not a copy. What the branches yield comes
 * out in the order in which it is there. The slowest branch sets the pace: the others wait when they are `ahead` values
 * before it, so memory stays bounded. A branch that ends early does not stop the others; when the last has ended, so does
 * the source. An error in one ends them all.
 *
 * @param options `{ ahead }`, 1 by default; it may be left out.
 * Branches are operators, or functions from AsyncIterable to AsyncIterable.
 * @throws RangeError or TypeError for an option that is not allowed or a branch that is no function, at once.
 * @example
 * ```ts
 * const files = draws.pipe(
 *   take(120),
 *   fork(
 *     { ahead: 4 },
 *     (all) => all.pipe(toGif(), toFile('kaleidoscope.gif')),
 *     (all) => all.pipe(burnIn(50), take(1), toPng(), toFile('digits.png')),
 *   ),
 * );
 * for await (const { path, bytes } of files) console.log(path, bytes);
 * ```
 */
export function fork<T, A, B = never, C = never, D = never>(
  a: Branch<NoInfer<T>, A>,
  b?: Branch<NoInfer<T>, B>,
  c?: Branch<NoInfer<T>, C>,
  d?: Branch<NoInfer<T>, D>,
): OperatorAsyncFunction<T, A | B | C | D>;
export function fork<T, A, B = never, C = never, D = never>(
  options: ForkOptions,
  a: Branch<NoInfer<T>, A>,
  b?: Branch<NoInfer<T>, B>,
  c?: Branch<NoInfer<T>, C>,
  d?: Branch<NoInfer<T>, D>,
): OperatorAsyncFunction<T, A | B | C | D>;
export function fork(options?: ForkOptions): 'fork needs one or more branches';
export function fork<T, R extends readonly unknown[]>(
  ...branches: { [K in keyof R]: Branch<T, R[K]> }
): OperatorAsyncFunction<T, R[number]>;
export function fork<T, R extends readonly unknown[]>(
  options: ForkOptions,
  ...branches: { [K in keyof R]: Branch<T, R[K]> }
): OperatorAsyncFunction<T, R[number]>;
export function fork<T>(...given: readonly unknown[]): unknown {
  const [first] = given;
  const options = isObject(first) ? first : {};
  const branches = (isObject(first) ? given.slice(1) : given) as Branch<T, unknown>[];
  checkBranches(branches);
  return lift(
    forked(
      options,
      branches.map((branch) => (values: AsyncIterable<T>) => branch(AsyncIterableX.as(values))[Symbol.asyncIterator]()),
    ),
  );
}
