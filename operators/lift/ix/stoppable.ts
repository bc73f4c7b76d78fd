import { AbortError } from 'ix/aborterror';
import { AsyncIterableX } from 'ix/asynciterable';
import { iteratorOf, type WholeIterator } from '../../../src/streams/iterator.js';

/**
 * An iterable that can be stopped at any time, also while a value is waited for: by its `return()`, as Node's and Web
 * streams call it, or by an AbortSignal, as IxJS hands it on. Either aborts the signal that `generate` was given, ends
 * what it has made, and does not wait for it where it is busy. (A generator by itself hears of neither before its next
 * `yield`.)
 */
export class Stoppable<T> extends AsyncIterableX<T> {
  readonly #generate: (signal: AbortSignal) => AsyncIterable<T>;
  readonly #signal: AbortSignal | undefined;

  /** @param signal Stops it too, beside the one that IxJS hands on. */
  constructor(generate: (signal: AbortSignal) => AsyncIterable<T>, signal?: AbortSignal) {
    super();
    this.#generate = generate;
    this.#signal = signal;
  }

  [Symbol.asyncIterator](outer?: AbortSignal): WholeIterator<T> {
    const signals = [outer, this.#signal].filter((signal) => signal !== undefined);
    const isAborted = () => signals.some(({ aborted }) => aborted);
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
        const end = () => (isAborted() ? reject(new AbortError()) : resolve({ done: true, value: undefined }));
        if (over.signal.aborted) return end();
        waiting.add(end);
        values.next().then(
          (result) => {
            waiting.delete(end);
            if (result.done) over.abort();
            resolve(result);
          },
          (error) => {
            waiting.delete(end);
            over.abort();
            reject(error);
          },
        );
      });

    if (isAborted()) over.abort();
    else
      for (const signal of signals) {
        const forget = whenAborted(signal, () => void stop().catch(() => {}));
        over.signal.addEventListener('abort', forget);
      }
    return iteratorOf(next, stop);
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
