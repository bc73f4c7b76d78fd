import { platform } from '#platform';
import { show } from '../base/check.js';

/** Something that a stream has opened, and the words for it. */
export type Closable = readonly [name: string, close: () => unknown];

/**
 * Closes what a stream has opened, once, and all of it also where a part fails. At the stream's own end the first failure
 * is an error of the stream. When it is left or fails before, which the signal says, nobody is there to be told, so that
 * each failure is a warning.
 */
export class Closing {
  readonly #operator: string;
  readonly #signal: AbortSignal | undefined;
  readonly #all: readonly Closable[];
  #failures: Promise<Failure[]> | undefined;

  constructor(operator: string, signal: AbortSignal | undefined, all: readonly Closable[]) {
    this.#operator = operator;
    this.#signal = signal;
    this.#all = all;
  }

  /** @throws The first failure, unless the stream is left meanwhile. */
  async end(): Promise<void> {
    const failures = await this.#close();
    const [first, ...others] = failures;
    const isLeft = this.#signal?.aborted;
    this.#warn(isLeft ? failures : others);
    if (first && !isLeft) throw first.error;
  }

  /** Does nothing where the stream has come to its end. */
  async abandon(): Promise<void> {
    if (!this.#failures) this.#warn(await this.#close());
  }

  #close(): Promise<Failure[]> {
    this.#failures ??= Promise.all(this.#all.map(failureOf)).then((results) => results.flat());
    return this.#failures;
  }

  #warn(failures: readonly Failure[]): void {
    for (const { name, error } of failures) {
      const { message = show(error) } = Object(error) as { message?: string };
      platform.warn(`${this.#operator}: ${name} could not be closed: ${message}`);
    }
  }
}

interface Failure {
  readonly name: string;
  readonly error: unknown;
}

async function failureOf([name, close]: Closable): Promise<Failure[]> {
  try {
    await close();
    return [];
  } catch (error) {
    return [{ name, error }];
  }
}
