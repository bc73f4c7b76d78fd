import * as rxjs from 'kaleidoflow';
import * as ix from 'kaleidoflow/ix';
import { fromEvent, Observable, type OperatorFunction, takeUntil } from 'rxjs';
import { Bell } from '../dist/src/streams/bell.js';

/** The two faces of the library, and how each of their streams is stopped by a signal. */
export interface Face {
  readonly name: 'rxjs' | 'ix';
  readonly operators: typeof rxjs;
  /** An operator of this face as one for Observables, so that the same laws can be put to it. */
  observed(operator: unknown, signal?: AbortSignal): OperatorFunction<unknown, unknown>;
  /** A source of this face as an Observable. */
  emitted(source: unknown, signal?: AbortSignal): Observable<unknown>;
}

interface Abortable<T> {
  [Symbol.asyncIterator](signal?: AbortSignal): AsyncIterator<T>;
}

export const faces: readonly Face[] = [
  {
    name: 'rxjs',
    operators: rxjs,
    observed: (operator, signal) => (source) =>
      until(source.pipe(operator as OperatorFunction<unknown, unknown>), signal),
    emitted: (source, signal) => until(source as Observable<unknown>, signal),
  },
  {
    name: 'ix',
    operators: ix as unknown as typeof rxjs,
    observed: (operator, signal) => (source) =>
      pushed((operator as (values: AsyncIterable<unknown>) => Abortable<unknown>)(pulled(source)), signal),
    emitted: (source, signal) => pushed(source as Abortable<unknown>, signal),
  },
];

const until = <T>(output: Observable<T>, signal?: AbortSignal): Observable<T> =>
  signal ? output.pipe(takeUntil(fromEvent(signal, 'abort'))) : output;

/** An Observable of what an iterable yields, which asks for a value when the one before has been taken. */
function pushed<T>(values: Abortable<T>, signal?: AbortSignal): Observable<T> {
  return new Observable((subscriber) => {
    const iterator = values[Symbol.asyncIterator](signal);
    const run = async () => {
      while (!subscriber.closed) {
        const { done, value } = await iterator.next();
        if (done) subscriber.complete();
        else subscriber.next(value);
      }
    };
    run().catch((error) => (signal?.aborted ? subscriber.complete() : subscriber.error(error)));
    return () => void (signal ?? iterator.return?.().catch(() => {}));
  });
}

/** What an Observable emits, kept until it is pulled; leaving ends the subscription. */
function pulled<T>(source: Observable<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const kept: (() => IteratorResult<T>)[] = [];
      const bell = new Bell();
      const add = (result: () => IteratorResult<T>) => {
        kept.push(result);
        bell.ring();
      };
      const end = () => add(() => ({ done: true, value: undefined }));
      const fail = (error: unknown) => {
        add(() => {
          throw error;
        });
      };
      let subscription: { unsubscribe(): void } | undefined;
      return {
        async next() {
          subscription ??= source.subscribe({
            next: (value) => add(() => ({ done: false, value })),
            error: fail,
            complete: end,
          });
          if (kept.length === 0) await bell.rung();
          return kept.shift()!();
        },
        async return() {
          subscription?.unsubscribe();
          end();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
