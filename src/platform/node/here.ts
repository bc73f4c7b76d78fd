import { answering } from '../../engine/onnx/tasks/answering.js';
import { PendingReplies } from '../../engine/onnx/tasks/pending-replies.js';
import type { Task } from '../../engine/onnx/tasks/task.js';
import type { Thread } from '../platform.js';

/**
 * The thread of whoever asks, for what takes little longer than to ask another. In Node's own realm alone: elsewhere the native
 * runtime refuses its own arrays.
 */
export async function openHere(task: Task): Promise<Thread> {
  const { runtimeOf } = await import('./runtime.js');
  const pending = new PendingReplies();
  const notice = pending.answer<string | undefined>();
  const open = await answering(task, await runtimeOf('onnx'), (answer) => pending.hear(answer), setImmediate);
  announce(await notice);
  return {
    ask<T>(question: unknown) {
      const answer = pending.answer<T>();
      open.ask(question as never);
      return answer;
    },
    close: () => open.close(),
  };
}

let announced = false;

/** Says, once in a process, that it is not the native runtime that computes. */
export function announce(notice: string | undefined): void {
  if (notice === undefined || announced) return;
  announced = true;
  console.warn(`kaleidoflow: ${notice}`);
}
