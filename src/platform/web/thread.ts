import type { Answer } from '../../engine/onnx/tasks/task.js';
import type { Thread } from '../platform.js';
import { currentAssets } from './assets.js';
import type { WorkerStart } from './worker.js';

/** A module worker. */
export class WebThread implements Thread {
  readonly #engine: string;
  readonly #worker: Worker;
  /** Who waits for an answer, in the order of the questions. */
  readonly #asked: { resolve(value: unknown): void; reject(reason: unknown): void }[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;

  static async open(task: unknown, engine: 'onnx' | 'webgpu'): Promise<WebThread> {
    const thread = new WebThread(task, engine);
    try {
      await thread.#last;
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  private constructor(task: unknown, engine: 'onnx' | 'webgpu') {
    const { worker, wasm: onnx, webgpu, threads = 1 } = currentAssets();
    const wasm = engine === 'webgpu' ? webgpu : onnx;
    this.#engine = engine;
    this.#worker =
      worker === undefined
        ? new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
        : new Worker(worker, { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const { resolve, reject } = this.#asked.shift()!;
      if ('error' in data) reject(data.error);
      else resolve(data.value);
    };
    this.#worker.onerror = ({ message }) =>
      this.#fail(new Error(`the ${engine} engine's worker ${message ? `failed: ${message}` : 'could not be loaded'}`));
    this.#ask({
      task,
      engine,
      wasm: wasm === undefined ? undefined : new URL(wasm, location.href).href,
      threads,
    } satisfies WorkerStart);
  }

  ask<T>(question: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    return this.#ask<T>(question, transfer);
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {});
    this.#worker.terminate();
    this.#fail(new Error(`the ${this.#engine} engine's worker has ended`));
  }

  #ask<T>(question: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    const answer = new Promise<unknown>((resolve, reject) => this.#asked.push({ resolve, reject }));
    this.#last = answer;
    this.#worker.postMessage(question, [...transfer]);
    return answer as Promise<T>;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#asked.splice(0)) reject(this.#failure);
  }
}
