import { openHere as open } from '../../engine/onnx/tasks/here.js';
import type { Task } from '../../engine/onnx/tasks/task.js';
import type { Thread } from '../platform.js';
import { refuseTelemetry } from './telemetry.js';

/**
 * The thread of whoever asks, for what takes little longer than to ask another. In Node's own realm alone: elsewhere the native
 * runtime refuses its own arrays.
 */
export async function openHere(task: Task): Promise<Thread> {
  refuseTelemetry();
  const { runtimeOf } = await import('./runtime.js');
  const thread = await open(task, await runtimeOf('onnx'), setImmediate);
  announce(thread.notice);
  return thread;
}

let announced = false;

/** Says, once in a process, that it is not the native runtime that computes. */
export function announce(notice: string | undefined): void {
  if (notice === undefined || announced) return;
  announced = true;
  console.warn(`kaleidoflow: ${notice}`);
}
