import type { Thread } from '../../../platform/platform.js';
import type { Runtime } from '../session.js';
import { answering, openTask } from './answering.js';
import { PendingReplies } from './pending-replies.js';
import type { Task } from './task.js';

/** The thread of whoever asks, and what there is to say of its runtime. */
export async function openHere(
  task: Task,
  runtime: Runtime,
  rest: (callback: () => void) => void,
): Promise<Thread & { readonly notice: string | undefined }> {
  const pending = new PendingReplies();
  const notice = pending.answer<string | undefined>();
  const open = await answering(openTask(task, runtime), runtime, (answer) => pending.hear(answer), rest);
  return {
    notice: await notice,
    ask<T>(question: unknown) {
      const answer = pending.answer<T>();
      open.ask(question as never);
      return answer;
    },
    close: () => open.close(),
  };
}
