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

/** A stage that makes one value of each, and takes its time. */
export const turn =
  <In, Out>(project: (value: In) => Promise<Out>): Open<In, Out> =>
  () => ({
    async *next(value) {
      yield await project(value);
    },
  });
