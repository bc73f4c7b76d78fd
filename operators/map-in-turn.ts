import { turn } from '../src/streams/stage.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Maps each value by a function that takes its time: one after the other, in order, and the chain waits meanwhile, whatever
 * operators are between. So what is slow, a socket, a model, a person, sets the pace, where RxJS's `concatMap` would let the
 * chain run ahead of it.
 *
 * @param project Gets the value, and a signal that aborts when nobody waits for the answer any more.
 * @throws TypeError when `project` is no function, at once; in the stream, what it throws.
 * @example
 * ```ts
 * draws.pipe(
 *   mapInTurn(async ({ step }, signal) => {
 *     if (!signal.aborted) console.log('sent', step); // or: await fetch(address, { method: 'POST', body, signal })
 *   }),
 *   take(3), // no fourth draw is computed
 * );
 * ```
 */
export function mapInTurn<T, R>(project: (value: T, signal: AbortSignal) => R | PromiseLike<R>): Operator<T, R> {
  return stage(turn(project));
}
