/** What `for await`, streams and whoever reads by hand may ask of an iterator. */
export interface WholeIterator<T> extends AsyncIterableIterator<T> {
  next(): Promise<IteratorResult<T>>;
  /** Leaves, and gives what it is given. */
  return<R = undefined>(value?: R | PromiseLike<R>): Promise<IteratorReturnResult<R>>;
  /** Leaves, and fails with what it is given. */
  throw(error?: unknown): Promise<never>;
}

/** The name of the method that `await using` calls, where the runtime has it. */
const dispose: symbol | undefined = (Symbol as { readonly asyncDispose?: symbol }).asyncDispose;

/** An iterator of two functions: what comes next, and what is done when it is left. */
export function iteratorOf<T>(
  next: () => Promise<IteratorResult<T>>,
  leave: () => Promise<unknown> | undefined,
): WholeIterator<T> {
  return {
    next,
    async return<R>(value?: R | PromiseLike<R>) {
      await leave();
      return { done: true, value: (await value) as R };
    },
    async throw(error) {
      await leave();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    ...(dispose && { [dispose]: async () => void (await leave()) }),
  };
}
