import type { Runtime } from '../../engine/onnx/session.js';
import { answering, openTask } from '../../engine/onnx/tasks/answering.js';
import type { Answer, Task } from '../../engine/onnx/tasks/task.js';
import { reuse, type Settings, watch } from './compiled.js';
import { afterEventLoop } from './yield-to-event-loop.js';

/** What a worker is started with. */
export interface WorkerStart {
  readonly task: unknown;
  readonly wasm: string | undefined;
  readonly threads: number;
  /** The runtime's WebAssembly, where an earlier worker has had it compiled. */
  readonly compiled: WebAssembly.Module | undefined;
}

/** What a worker that was given none says beside its answers. */
export interface Compiled {
  readonly compiled: WebAssembly.Module;
}

const reply = (answer: Answer, transfer: readonly ArrayBuffer[] = []) =>
  self.postMessage(answer, { transfer: transfer as ArrayBuffer[] });

/** Has this worker answer, by the runtime of a module: all of it, for bundlers to say nothing where that is not installed. */
export function answerBy<Web extends { readonly env: Settings }>(web: Web, runtime: (web: Web) => Runtime): void {
  // The runtime starts its threads with the script that it is in: this one, where all is in one, as bundlers have it.
  if (self.name === 'em-pthread') return;
  self.onmessage = async ({ data }: MessageEvent<WorkerStart>) => {
    const { task, wasm, threads, compiled } = data;
    try {
      const { env } = web;
      env.wasm.numThreads = threads;
      if (wasm) env.wasm.wasmPaths = { wasm };
      if (compiled) reuse(env, compiled);
      else watch((compiled) => self.postMessage({ compiled } satisfies Compiled));
      const ort = runtime(web);
      const open = await answering(openTask(task as Task, ort), ort, reply, afterEventLoop);
      self.onmessage = ({ data }: MessageEvent) => open.ask(data as never);
    } catch (error) {
      reply({ error });
    }
  };
}
