import { turn } from '../src/streams/stage.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Maps values with a slow function: one after the other, in order, and the chain waits meanwhile, whatever operators
 * are between. So a slow consumer, such as a socket, a model or a person, sets the pace, whereas with RxJS's
 * `concatMap` the chain would run ahead.
 *
 * @param project Gets the value, and a signal that aborts when the answer is no longer needed.
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
