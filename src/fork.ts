import { check, show, whole } from './check.js';
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
    const outputs = branches.map((branch) => branch(tee.reader()));
    const arrived: (() => IteratorResult<R> & { output: AsyncIterator<R> })[] = [];
    let wake = () => {};
    const ask = (output: AsyncIterator<R>) =>
      output
        .next()
        .then(
          (result) => arrived.push(() => ({ ...result, output })),
          (error) =>
            arrived.push(() => {
              throw error;
            }),
        )
        .then(() => wake());
    const abort = () => void tee.abort().catch(() => {});
    signal.addEventListener('abort', abort);
    try {
      outputs.forEach(ask);
      for (let open = outputs.length; open > 0; ) {
        if (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
        const { done, value, output } = arrived.shift()!();
        if (done) open--;
        else {
          yield value;
          ask(output);
        }
      }
    } finally {
      signal.removeEventListener('abort', abort);
      await Promise.allSettled([tee.abort(), ...outputs.map((output) => output.return?.())]);
    }
  };
}
