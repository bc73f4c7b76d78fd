import { type Transferable, Worker } from 'node:worker_threads';
import type { Answer, Start, Task } from './protocol.js';

/** Threads that have not ended. */
const running = new Set<Thread>();

// A process that exits while the runtime computes in a thread would be aborted by it, so each may end its run first.
process.on('exit', () => {
  for (const thread of running) void thread.close();
  for (const thread of running) thread.waitUntilOver();
});

let announced = false;

/** Says, once in a process, that it is not the native runtime that computes. */
function announce(notice: string | undefined): void {
  if (notice === undefined || announced) return;
  announced = true;
  console.warn(notice);
}

/** A worker thread that has opened one task and answers one question after the other. */
export class Thread {
  readonly #worker: Worker;
  /** 1 when the thread holds nothing any more. */
  readonly #over = new Int32Array(new SharedArrayBuffer(4));
  #failure: Error | undefined;
  #reject: (reason: Error) => void = () => {};

  static async open(task: Task): Promise<Thread> {
    const thread = new Thread(task);
    try {
      announce(await thread.#answer<string | undefined>());
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  private constructor(task: Task) {
    const workerData: Start = { task, over: this.#over };
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, execArgv: [] });
    running.add(this);
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => {
      running.delete(this);
      this.#fail(new Error(`the onnx engine's thread ended with code ${code}`));
    });
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

  /** Blocks until the thread has closed what it opened: a step at most, or the opening of a session. */
  waitUntilOver(): void {
    Atomics.wait(this.#over, 0, 0, 10_000);
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
