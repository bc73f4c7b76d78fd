import { connect, merge, type Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import { checkBranches } from '../../../src/streams/fork.js';

/** What a branch of `fork` makes of the source. */
export type Branch<T, R> = (source: Observable<T>) => ObservableInput<R>;

/**
 * Subscribes to the source once, and gives what comes to every branch: the same value, not a copy. What the branches
 * emit is merged. A branch that ends early does not stop the others; when the last has ended, the source is
 * unsubscribed. An error in one ends them all.
 *
 * Branches are operators, or functions from Observable to Observable.
 * @throws RangeError or TypeError when there is no branch, or one is no function, at once.
 * @example
 * ```ts
 * draws.pipe(
 *   take(120),
 *   fork(
 *     (all) => all.pipe(toGif(), toFile('kaleidoscope.gif')),
 *     (all) => all.pipe(burnIn(50), take(1), toPng(), toFile('digits.png')),
 *   ),
 * );
 * ```
 */
export function fork<T, A, B = never, C = never, D = never>(
  a: Branch<NoInfer<T>, A>,
  b?: Branch<NoInfer<T>, B>,
  c?: Branch<NoInfer<T>, C>,
  d?: Branch<NoInfer<T>, D>,
): OperatorFunction<T, A | B | C | D>;
export function fork(): 'fork needs one or more branches';
export function fork<T, R extends readonly unknown[]>(
  ...branches: { [K in keyof R]: Branch<T, R[K]> }
): OperatorFunction<T, R[number]>;
export function fork<T>(...branches: readonly unknown[]): unknown {
  checkBranches(branches);
  return connect((shared: Observable<T>) =>
    merge(...(branches as Branch<T, unknown>[]).map((branch) => branch(shared))),
  );
}
