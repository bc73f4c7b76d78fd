import { Worker } from 'node:worker_threads';
import { threadFile } from '#packages';
import type { OnnxName } from '../../engine/onnx/session.js';
import { PendingReplies } from '../../engine/onnx/tasks/pending-replies.js';
import type { Answer } from '../../engine/onnx/tasks/task.js';
import type { Thread } from '../platform.js';
import { announce } from './here.js';
import { type Life, leave, newLife, waitUntilOver } from './life.js';
import { ofThisRealm } from './realm.js';
import { refuseTelemetry } from './telemetry.js';
import { sharedTurns } from './turns.js';

/** What a worker is started with: the task that it opens, and where both sides see how far it is. */
export interface WorkerData {
  readonly task: unknown;
  readonly engine: OnnxName;
  readonly life: Life;
}

/** Threads that have not ended. */
const running = new Set<WorkerThread>();
/** Those of them that nobody needs any more. */
const ending = new Set<WorkerThread>();

// A process that exits while the runtime computes in a thread would be aborted by it, so each may end its run first.
process.on('exit', () => {
  for (const thread of running) thread.giveUp();
  for (const thread of running) thread.waitUntilOver();
});

// Before there are threads, a program's own too: all that this one starts have the same.
sharedTurns();

/** A worker. While it is asked nothing it holds no process open. */
export class WorkerThread implements Thread {
  readonly #worker: Worker;
  readonly #life = newLife();
  readonly #pending = new PendingReplies();
  readonly #exit: Promise<void>;
  /** How many wait for an answer: first whoever opens it. */
  #waiting = 1;

  /** Beside one thread on its way out another may start; where there are more it waits for them, so that none pile up. */
  static async open(task: unknown, engine: OnnxName, signal?: AbortSignal): Promise<WorkerThread> {
    while (ending.size > 1) await Promise.race(Array.from(ending, (thread) => thread.#exit));
    signal?.throwIfAborted();
    refuseTelemetry();
    const thread = new WorkerThread(task, engine);
    let isOpen = false;
    const left = () => (isOpen ? thread.#expectEnd() : thread.giveUp());
    signal?.addEventListener('abort', left);
    void thread.#exit.then(() => signal?.removeEventListener('abort', left));
    try {
      announce(await thread.#pending.answer<string | undefined>());
      isOpen = true;
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  private constructor(task: unknown, engine: OnnxName) {
    const workerData: WorkerData = { task, engine, life: this.#life };
    this.#worker = new Worker(threadFile()!, { workerData, execArgv: [] });
    running.add(this);
    this.#worker.on('message', (answer: Answer) => {
      if (--this.#waiting === 0 && !ending.has(this)) this.#worker.unref();
      this.#pending.hear(ofThisRealm(answer));
    });
    this.#worker.on('error', (error) => this.#pending.fail(error));
    this.#exit = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        running.delete(this);
        ending.delete(this);
        this.#pending.fail(new Error(`the ${engine} engine's thread ended with code ${code}`));
        resolve();
      });
    });
  }

  ask<T>(question: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    const answer = this.#pending.answer<T>();
    if (this.#waiting++ === 0) this.#worker.ref();
    this.#worker.postMessage(question, transfer);
    return answer;
  }

  async close(): Promise<void> {
    if (this.#worker.threadId === -1) return;
    this.#expectEnd();
    this.#worker.postMessage('close');
    await this.#exit;
  }

  /** Ends it at the first instant at which that is safe, whatever it is about to do. */
  giveUp(): void {
    this.#expectEnd();
    if (leave(this.#life)) void this.#worker.terminate();
    else this.#worker.postMessage('close');
  }

  waitUntilOver(): void {
    waitUntilOver(this.#life);
  }

  /** From here on it is on its way out, and the process stays for that. */
  #expectEnd(): void {
    ending.add(this);
    this.#worker.ref();
  }
}
