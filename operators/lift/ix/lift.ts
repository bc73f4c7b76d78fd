import type { AsyncIterableX } from 'ix/asynciterable';
import { filter, map, switchMap, wrapWithAbort } from 'ix/asynciterable/operators';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import { once } from '../../../src/base/once.js';
import type { Open } from '../../../src/streams/stage.js';
import { Stoppable } from './stoppable.js';

/** A source of values, cold: nothing happens before it is subscribed to. */
export type Source<T> = AsyncIterableX<T>;
/** An operator, for `pipe`. */
export type Operator<In, Out> = OperatorAsyncFunction<In, Out>;
/** An operator that says more of each value, whatever else it says. */
export type Adder<T, More> = <D extends T>(values: AsyncIterable<D>) => AsyncIterableX<D & More>;
/** An operator that keeps some of the values, whatever they say. */
export type Keeper<T> = <D extends T>(values: AsyncIterable<D>) => AsyncIterableX<D>;

type Generate<In, Out> = (value: In, signal: AbortSignal) => AsyncIterable<Out>;

export const source = <T>(generate: (signal: AbortSignal) => AsyncIterable<T>): Source<T> => new Stoppable(generate);

export const mapped = <In, Out>(project: (value: In) => Out): Operator<In, Out> => lift(map(project)) as never;

export const kept = <T>(isKept: (value: T) => boolean): Keeper<T> => lift(filter(isKept)) as never;

/** What is generated of each value, one after the other. */
export const each = <In, Out>(generate: Generate<In, Out>): Operator<In, Out> =>
  lift(async function* (values, signal) {
    for await (const value of values) yield* generate(value, signal);
  });

/** The same; a later value takes over from an earlier one, and it stops while it waits too. */
export const latest = <In, Out>(generate: Generate<In, Out>): Operator<In, Out> =>
  lift((values, signal) => switchMap((value: In) => new Stoppable((inner) => generate(value, inner), signal))(values));

/** What is opened for each iteration. It is closed at once when that is left, also where what it waits for never comes. */
export const stage = <In, Out>(open: Open<In, Out>): Operator<In, Out> =>
  lift(async function* (values, signal) {
    const { next, end, close } = open(signal);
    const closed = once(() => close?.());
    signal.addEventListener('abort', closed);
    try {
      for await (const value of values) yield* next(value);
      if (end) yield* end();
    } finally {
      await closed();
    }
  });

/** The source too can be left at any time, whoever wrote it. */
export function lift<In, Out>(
  generate: (source: AsyncIterable<In>, signal: AbortSignal) => AsyncIterable<Out>,
): Operator<In, Out> {
  return (source) => {
    const values = new Stoppable((signal) => wrapWithAbort(source, signal));
    return new Stoppable((signal) => generate(wrapWithAbort(values, signal), signal));
  };
}
