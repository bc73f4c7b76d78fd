import type { OnnxName } from '../../engine/onnx/session.js';
import { PendingReplies } from '../../engine/onnx/tasks/pending-replies.js';
import type { Answer } from '../../engine/onnx/tasks/task.js';
import type { Thread } from '../platform.js';
import { currentAssets } from './assets.js';
import type { Compiled, WorkerStart } from './start.js';
import { workers } from './workers.js';

/** What a page's relative addresses are meant from, also where it has no address of its own, as in a frame's `srcdoc`. */
const base = () => (typeof document === 'undefined' ? location.href : document.baseURI);

/** The WebAssembly of each runtime, by its engine and address, as the first of its workers has had it compiled. */
const modules = new Map<string, WebAssembly.Module>();

/**
 * Bundlers put their own address in place of this one. It is that of a file beside this one and of an export of the package at
 * once: the server of Vite 5 to 7 looks for the one in the package, that of Vite 8 for the file.
 */
const ownWorker = () => new Worker(new URL('kaleidoflow/worker.js', import.meta.url), { type: 'module' });

function trusted(start: () => Worker): Worker {
  try {
    return start();
  } catch (cause) {
    if (!(cause as Error).message.includes('TrustedScriptURL')) throw cause;
    throw new Error(
      "this page's Trusted Types refuse the worker; `trustedTypes.createPolicy('default', { createScriptURL: (url) => url })` lets it start, or one that compares the address",
      { cause },
    );
  }
}

/** A module worker. */
export class WebThread implements Thread {
  readonly #engine: string;
  readonly #wasm: string | undefined;
  readonly #worker: Worker;
  readonly #pending = new PendingReplies();
  #ended = false;
  /** The answer to what was asked last. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param signal Ends the worker while it opens: its runtime may be on its way for long. */
  static async open(task: unknown, engine: OnnxName, signal?: AbortSignal): Promise<WebThread> {
    signal?.throwIfAborted();
    const thread = new WebThread(task, engine);
    const end = () => thread.#end();
    signal?.addEventListener('abort', end);
    try {
      await thread.#last;
    } catch (error) {
      await thread.close();
      const { message } = error as Error;
      if (thread.#wasm === undefined || !message.includes('no available backend')) throw error;
      throw new Error(`${message}; its WebAssembly is to be at ${thread.#wasm}: see setAssets`, { cause: error });
    } finally {
      signal?.removeEventListener('abort', end);
    }
    return thread;
  }

  private constructor(task: unknown, engine: OnnxName) {
    const isGpu = engine === 'webgpu';
    const { threads = 1, ...assets } = currentAssets();
    const worker = isGpu ? assets.webgpuWorker : assets.worker;
    const wasm = isGpu ? assets.webgpu : assets.wasm;
    const compiled = wasm instanceof WebAssembly.Module ? wasm : undefined;
    const address = wasm === undefined || wasm instanceof WebAssembly.Module ? undefined : new URL(wasm, base()).href;
    const runtime = `${engine} ${address}`;
    this.#engine = engine;
    this.#wasm = address;
    this.#worker = trusted(() =>
      worker === undefined ? (isGpu ? workers.webgpu! : ownWorker)() : new Worker(worker, { type: 'module' }),
    );
    this.#worker.onmessage = ({ data }: MessageEvent<Answer | Compiled>) => {
      if ('compiled' in data) modules.set(runtime, data.compiled);
      else this.#pending.hear(data);
    };
    this.#worker.onerror = ({ message }) =>
      this.#pending.fail(
        new Error(
          `the ${engine} engine's worker ${message ? `failed: ${message}` : `could not be loaded${worker === undefined ? '' : ` from ${worker}`}`}`,
        ),
      );
    this.ask({
      task,
      wasm: address,
      threads: isGpu || !crossOriginIsolated ? 1 : threads,
      compiled: compiled ?? modules.get(runtime),
    } satisfies WorkerStart);
  }

  ask<T>(question: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    const answer = this.#pending.answer<T>();
    this.#last = answer;
    this.#worker.postMessage(question, [...transfer]);
    return answer;
  }

  async close(): Promise<void> {
    await this.#last.catch(() => {});
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#worker.terminate();
    this.#pending.fail(new Error(`the ${this.#engine} engine's worker has ended`));
  }
}
