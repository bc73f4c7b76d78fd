import { openHere as open } from '../../engine/onnx/tasks/here.js';
import type { Task } from '../../engine/onnx/tasks/task.js';
import { webAssembly } from '../../engine/onnx/webassembly.js';
import type { Thread } from '../platform.js';
import { currentAssets } from './assets.js';
import { reuse } from './compiled.js';
import { afterEventLoop } from './yield-to-event-loop.js';

let given = false;

/** The thread of whoever asks, where there are no workers, as in Cloudflare's. */
export async function openHere(task: Task): Promise<Thread> {
  const { wasm } = currentAssets();
  const web = await import('onnxruntime-web/wasm');
  web.env.wasm.numThreads = 1;
  if (wasm instanceof WebAssembly.Module) {
    if (!given) reuse(web.env, wasm);
    given = true;
  } else if (wasm) web.env.wasm.wasmPaths = { wasm };
  return open(task, webAssembly(web), afterEventLoop);
}
