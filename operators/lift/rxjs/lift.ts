import {
  concat,
  concatMap,
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  map,
  type Observable,
  type OperatorFunction,
  switchMap,
} from 'rxjs';
import type { Open } from '../../../src/streams/stage.js';
import { fromGenerator } from './from-generator.js';
import { expandInTurn } from './pace.js';

/** A source of values, cold: nothing happens before it is subscribed to. */
export type Source<T> = Observable<T>;
/** An operator, for `pipe`. */
export type Operator<In, Out> = OperatorFunction<In, Out>;
/** An operator that says more of each value, whatever else it says. */
export type Adder<T, More> = <D extends T>(values: Observable<D>) => Observable<D & More>;
/** An operator that keeps some of the values, whatever they say. */
export type Keeper<T> = <D extends T>(values: Observable<D>) => Observable<D>;

export const source = <T>(generate: (signal: AbortSignal) => AsyncIterable<T>): Source<T> => fromGenerator(generate);

export const mapped = <In, Out>(project: (value: In) => Out): Operator<In, Out> => map(project);

export const kept =
  <T>(isKept: (value: T) => boolean): Keeper<T> =>
  (values) =>
    values.pipe(filter((value) => isKept(value)));

/** What is generated of each value, one after the other. */
export const each = <In, Out>(generate: (value: In, signal: AbortSignal) => AsyncIterable<Out>): Operator<In, Out> =>
  concatMap((value) => fromGenerator((signal) => generate(value, signal)));

/** The same; a later value takes over from an earlier one. */
export const latest = <In, Out>(generate: (value: In, signal: AbortSignal) => AsyncIterable<Out>): Operator<In, Out> =>
  switchMap((value) => fromGenerator((signal) => generate(value, signal)));

/** What is opened for each subscription; a source of this library waits while a value is worked on. */
export const stage =
  <In, Out>(open: Open<In, Out>): Operator<In, Out> =>
  (values) =>
    defer(() => {
      const over = new AbortController();
      const { next, end, close } = open(over.signal);
      return concat(values.pipe(expandInTurn((value) => out(next(value)))), end ? defer(() => out(end())) : EMPTY).pipe(
        finalize(() => {
          over.abort();
          void close?.();
        }),
      );
    });

const out = <T>(made: Iterable<T> | AsyncIterable<T>): Observable<T> =>
  Symbol.asyncIterator in made ? fromGenerator(() => made) : from(made);
