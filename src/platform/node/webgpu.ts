import { threadFile } from '#packages';
import type { SearchTask } from '../../engine/onnx/tasks/task.js';
import { WorkerThread } from './thread.js';

/** The least that a GPU may be asked: how far 0 is from 0. */
const task: SearchTask = { kind: 'search', values: new Float32Array(1), size: 1 };

let lacking: Promise<string | undefined> | undefined;

/**
 * What WebGPU lacks here, as onnxruntime-node says when it is tried once; undefined where it can be used. The thread that has tried
 * stays, and holds no process open: the runtime forgets what it has compiled when nothing is open on the GPU.
 */
export const lacksWebgpu = (): Promise<string | undefined> => (lacking ??= tried());

async function tried(): Promise<string | undefined> {
  if (!threadFile()) return 'the file of its thread is not in this bundle';
  try {
    const thread = await WorkerThread.open(task, 'webgpu');
    await thread.ask(new Float32Array(1));
    return undefined;
  } catch (error) {
    return found(error as Error);
  }
}

const needed: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Metal',
  win32: 'a driver for Direct3D 12',
};

/** The runtime tells where in its sources it failed, and what that means stands at the end. */
function found({ message }: Error): string {
  const [, said] = /Failed to get a WebGPU (.*)/.exec(message) ?? [];
  if (!said) return message;
  const what = needed[process.platform] ?? 'a driver for Vulkan, and libvulkan.so.1';
  return `onnxruntime-node found no GPU (${said}): it needs ${what}`;
}
