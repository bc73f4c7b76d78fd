import { checkKind } from '../base/check.js';

/** An operator in use by one subscription, whatever library calls it. */
export interface Stage<In, Out> {
  next(value: In): Iterable<Out> | AsyncIterable<Out>;
  /** When the source has ended. */
  end?(): Iterable<Out> | AsyncIterable<Out>;
  /** Whatever has happened, when nobody waits any more. */
  close?(): unknown;
}

/** Opens it; the signal says that nobody waits any more. */
export type Open<In, Out> = (signal: AbortSignal) => Stage<In, Out>;

/** A stage that makes one value of each, and takes its time; the function is checked now. */
export function turn<In, Out>(project: (value: In, signal: AbortSignal) => Out | PromiseLike<Out>): Open<In, Out> {
  checkKind('mapInTurn', 'a function', project, typeof project === 'function');
  return (signal) => ({
    async *next(value) {
      yield await project(value, signal);
    },
  });
}
