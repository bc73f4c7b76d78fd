import type { Answer } from './task.js';

/** Who waits for the answers of a thread, in the order of the questions. */
export class PendingReplies {
  readonly #waiting: { resolve(value: unknown): void; reject(reason: unknown): void }[] = [];
  #failure: Error | undefined;

  /** The answer to one more question. */
  answer<T>(): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise<unknown>((resolve, reject) => this.#waiting.push({ resolve, reject })) as Promise<T>;
  }

  /** What the thread says, to the oldest question. */
  hear(answer: Answer): void {
    const oldest = this.#waiting.shift();
    if ('error' in answer) oldest?.reject(answer.error);
    else oldest?.resolve(answer.value);
  }

  /** Nothing is answered any more: the first reason counts. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
