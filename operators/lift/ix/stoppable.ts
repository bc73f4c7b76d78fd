import { AbortError } from 'ix/aborterror';
import { AsyncIterableX } from 'ix/asynciterable';

/**
 * An iterable that can be stopped at any time, also while a value is waited for: by its `return()`, as Node's and Web
 * streams call it, or by an AbortSignal, as IxJS hands it on. Either aborts the signal that `generate` was given, ends
 * what it has made, and does not wait for it where it is busy. (A generator by itself hears of neither before its next
 * `yield`.)
 */
export class Stoppable<T> extends AsyncIterableX<T> {
  readonly #generate: (signal: AbortSignal) => AsyncIterable<T>;

  constructor(generate: (signal: AbortSignal) => AsyncIterable<T>) {
    super();
    this.#generate = generate;
  }

  [Symbol.asyncIterator](outer?: AbortSignal): AsyncIterator<T> {
    const over = new AbortController();
    const values = this.#generate(over.signal)[Symbol.asyncIterator]();
    const waiting = new Set<() => void>();

    const stop = async (): Promise<void> => {
      over.abort();
      const busy = waiting.size > 0;
      for (const end of waiting) end();
      const returned = values.return?.();
      if (busy) returned?.catch(() => {});
      else await returned;
    };
    const next = () =>
      new Promise<IteratorResult<T>>((resolve, reject) => {
        const end = () => (outer?.aborted ? reject(new AbortError()) : resolve({ done: true, value: undefined }));
        if (over.signal.aborted) return end();
        waiting.add(end);
        values
          .next()
          .then((result) => {
            if (result.done) over.abort();
            resolve(result);
          })
          .catch((error) => {
            over.abort();
            reject(error);
          })
          .finally(() => waiting.delete(end));
      });

    if (outer?.aborted) over.abort();
    else if (outer) {
      const forget = whenAborted(outer, () => void stop().catch(() => {}));
      over.signal.addEventListener('abort', forget);
    }
    return { next, return: () => stop().then(() => ({ done: true, value: undefined })) };
  }
}

const stops = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `stop` when the signal aborts, unless it is told to forget it. One signal may stop any number of pipelines, and
 * runtimes take many listeners for a leak: so each signal has one of ours.
 */
function whenAborted(signal: AbortSignal, stop: () => void): () => void {
  let all = stops.get(signal);
  if (!all) {
    const mine = new Set<() => void>();
    all = mine;
    stops.set(signal, mine);
    signal.addEventListener('abort', () => {
      for (const stop of mine) stop();
    });
  }
  all.add(stop);
  return () => void all.delete(stop);
}
