import type { OnnxName } from '../../engine/onnx/session.js';
import { answering } from '../../engine/onnx/tasks/answering.js';
import type { Answer, Task } from '../../engine/onnx/tasks/task.js';
import { webAssembly } from '../../engine/onnx/webassembly.js';
import { webGpu } from '../../engine/onnx/webgpu.js';
import { reuse, watch } from './compiled.js';
import { afterEventLoop } from './yield-to-event-loop.js';

/** What a worker is started with. */
export interface WorkerStart {
  readonly task: unknown;
  readonly engine: OnnxName;
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

async function start({ task, engine, wasm, threads, compiled }: WorkerStart): Promise<void> {
  try {
    const isGpu = engine === 'webgpu';
    const web = isGpu ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
    web.env.wasm.numThreads = threads;
    if (wasm) web.env.wasm.wasmPaths = { wasm };
    if (compiled) reuse(web.env, compiled);
    else watch((compiled) => self.postMessage({ compiled } satisfies Compiled));
    const open = await answering(task as Task, isGpu ? webGpu(web) : webAssembly(web), reply, afterEventLoop);
    self.onmessage = ({ data }: MessageEvent) => open.ask(data as never);
  } catch (error) {
    reply({ error });
  }
}

// The runtime starts its threads with the script that it is in: this one, where a bundler puts all in one, as Vite does.
if (self.name === 'em-pthread') void import('onnxruntime-web/wasm');
else self.onmessage = ({ data }: MessageEvent<WorkerStart>) => void start(data);
