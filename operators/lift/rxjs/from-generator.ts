import { Observable } from 'rxjs';
import { push } from './pace.js';

/**
 * A cold Observable of what a generator yields. A value is asked for only when the one before has been taken, and what
 * operators of `expandInTurn` do with it is done; unsubscribing aborts the signal and lets the generator free what it owns.
 * (RxJS's own `from(asyncIterable)` never ends its generator: ReactiveX/rxjs#5998.)
 */
export function fromGenerator<T>(generate: (signal: AbortSignal) => AsyncIterable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const run = async () => {
      for await (const value of generate(controller.signal)) {
        await push(subscriber, value);
        if (subscriber.closed) return;
      }
      subscriber.complete();
    };
    run().catch((error) => subscriber.error(error));
    return () => controller.abort();
  });
}
