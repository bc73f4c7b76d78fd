import { platform } from '#platform';
import { once } from '../base/once.js';

/** How long a stream that is left waits for an answer, in milliseconds. */
const patience = 1000;

/** The call of a function of the user's that a stream waits for: it may never answer. */
export class UnderWay {
  readonly #operator: string;
  #name = '';
  #answer: Promise<unknown> | undefined;

  constructor(operator: string) {
    this.#operator = operator;
  }

  /** The answer of what has this name. */
  of<T>(name: string, call: () => T | PromiseLike<T>): Promise<T> {
    const answer = (async () => call())();
    this.#name = name;
    this.#answer = answer;
    return answer;
  }

  /** When nobody waits any more: until it has answered, but not for ever. */
  readonly over = once(async (): Promise<void> => {
    const answered = this.#answer?.catch(() => {});
    const isLate = await Promise.race([answered, platform.pause(patience).then(() => true)]);
    if (isLate === true)
      platform.warn(
        `${this.#operator}: ${this.#name} has not answered in the second since the stream was left; what it uses is freed`,
      );
  });
}
