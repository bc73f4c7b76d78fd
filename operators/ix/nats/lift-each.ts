import { switchMap, wrapWithAbort } from 'ix/asynciterable/operators';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import { lift } from '../lift.js';
import { Stoppable } from '../stoppable.js';

/** Lifts what generates values of each value of a source; it stops while it waits too, be it for hours, which `switchMap` alone does not. */
export const liftEach = <In, Out>(
  generate: (value: In, signal: AbortSignal) => AsyncIterable<Out>,
): OperatorAsyncFunction<In, Out> =>
  lift((source, signal) =>
    switchMap((value: In) => wrapWithAbort(new Stoppable((inner) => generate(value, inner)), signal))(source),
  );
