import { wrapWithAbort } from 'ix/asynciterable/operators';
import type { OperatorAsyncFunction } from 'ix/interfaces';
import { Stoppable } from './stoppable.js';

/**
 * An operator from a generator that reads the source; the signal says when to stop. The source too can then be left at
 * any time, whoever wrote it.
 */
export function lift<In, Out>(
  generate: (source: AsyncIterable<In>, signal: AbortSignal) => AsyncIterable<Out>,
): OperatorAsyncFunction<In, Out> {
  return (source) => {
    const values = new Stoppable((signal) => wrapWithAbort(source, signal));
    return new Stoppable((signal) => generate(wrapWithAbort(values, signal), signal));
  };
}
