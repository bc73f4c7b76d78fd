import { Worker } from 'node:worker_threads';
import { Asked } from '../../engine/onnx/tasks/asked.js';
import type { Answer } from '../../engine/onnx/tasks/task.js';
import type { Thread } from '../platform.js';
import { announce } from './announce.js';
import { ofThisRealm } from './realm.js';

/** What a worker is started with: the task that it opens, and where it writes 1 when it has closed it. */
export interface WorkerData {
  readonly task: unknown;
  readonly over: Int32Array;
}

/** Threads that have not ended. */
const running = new Set<WorkerThread>();

// A process that exits while the runtime computes in a thread would be aborted by it, so each may end its run first.
process.on('exit', () => {
  for (const thread of running) void thread.close();
  for (const thread of running) thread.waitUntilOver();
});

export class WorkerThread implements Thread {
  readonly #worker: Worker;
  /** 1 when the thread holds nothing any more. */
  readonly #over = new Int32Array(new SharedArrayBuffer(4));
  readonly #asked = new Asked();

  static async open(task: unknown): Promise<WorkerThread> {
    const thread = new WorkerThread(task);
    try {
      announce(await thread.#asked.answer<string | undefined>());
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  private constructor(task: unknown) {
    const workerData: WorkerData = { task, over: this.#over };
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, execArgv: [] });
    running.add(this);
    this.#worker.on('message', (answer: Answer) => this.#asked.hear(ofThisRealm(answer)));
    this.#worker.on('error', (error) => this.#asked.fail(error));
    this.#worker.on('exit', (code) => {
      running.delete(this);
      this.#asked.fail(new Error(`the onnx engine's thread ended with code ${code}`));
    });
  }

  ask<T>(question: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    const answer = this.#asked.answer<T>();
    this.#worker.postMessage(question, transfer);
    return answer;
  }

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
}
