import { type Transferable, Worker } from 'node:worker_threads';
import type { Answer, Task } from './protocol.js';

/** A worker thread that has opened one task and answers one question after the other. */
export class Thread {
  readonly #worker: Worker;
  #failure: Error | undefined;
  #reject: (reason: Error) => void = () => {};

  static async open(task: Task): Promise<Thread> {
    const thread = new Thread(task);
    try {
      await thread.#answer();
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  private constructor(task: Task) {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: task, execArgv: [] });
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`the onnx engine's thread ended with code ${code}`)));
  }

  ask<T>(question: unknown, transfer: readonly Transferable[] = []): Promise<T> {
    const answer = this.#answer<T>();
    this.#worker.postMessage(question, transfer);
    return answer;
  }

  /** Ends the thread, and with it all it holds, when the run under way is over. */
  async close(): Promise<void> {
    if (this.#worker.threadId === -1) return;
    const exit = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.postMessage('close');
    await exit;
  }

  #answer<T>(): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#worker.once('message', (answer: Answer) => {
        if ('error' in answer) reject(answer.error);
        else resolve(answer.value as T);
      });
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#reject(this.#failure);
  }
}
