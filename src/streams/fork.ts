import { check, show, whole } from '../base/check.js';
import { Bell } from './bell.js';
import { Tee } from './tee.js';

/** Options of `fork` where the consumer pulls. */
export interface ForkOptions {
  /** How many values the foremost branch may be ahead of the slowest; 1 by default. */
  readonly ahead?: number | undefined;
}

export function checkBranches(branches: readonly unknown[]): void {
  if (branches.length === 0) throw new RangeError('fork: branches must be one or more operators, not none');
  for (const branch of branches)
    if (typeof branch !== 'function') throw new TypeError(`fork: a branch must be an operator, not ${show(branch)}`);
}

/** What each of the branches makes of the source, in the order in which it comes; the slowest branch sets the pace. */
export function forked<T, R>(
  options: ForkOptions,
  branches: readonly ((values: AsyncIterable<T>) => AsyncIterator<R>)[],
) {
  const { ahead } = check('fork', options, { ahead: whole(1, 1) });

  return async function* (source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<R, void, undefined> {
    const tee = new Tee(source, ahead);
    const readers = branches.map(() => tee.reader());
    const outputs = branches.map((branch, i) => branch(readers[i]!));
    const arrived: (() => { i: number; result: IteratorResult<R> })[] = [];
    const bell = new Bell();
    const arrive = (what: (typeof arrived)[number]) => {
      arrived.push(what);
      bell.ring();
    };
    const ask = (i: number) =>
      outputs[i]!.next().then(
        (result) => arrive(() => ({ i, result })),
        (error) =>
          arrive(() => {
            throw error;
          }),
      );
    const abort = () => void tee.abort().catch(() => {});
    signal.addEventListener('abort', abort);
    try {
      outputs.forEach((_, i) => void ask(i));
      for (let open = outputs.length; open > 0; ) {
        while (arrived.length === 0) await bell.rung();
        const { i, result } = arrived.shift()!();
        if (result.done) {
          open--;
          await readers[i]!.return();
        } else {
          yield result.value;
          ask(i);
        }
      }
    } finally {
      signal.removeEventListener('abort', abort);
      await Promise.allSettled([tee.abort(), ...outputs.map((output) => output.return?.())]);
    }
  };
}
