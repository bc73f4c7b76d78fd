import { Worker } from 'node:worker_threads';

/** Worker threads that are started while `use` runs. */
export async function watchingThreads<T>(use: (threads: Worker[]) => Promise<T>): Promise<T> {
  const threads: Worker[] = [];
  const { on } = Worker.prototype;
  Worker.prototype.on = function (this: Worker, ...args: Parameters<typeof on>) {
    if (args[0] === 'error') threads.push(this);
    return on.apply(this, args);
  } as typeof on;
  try {
    return await use(threads);
  } finally {
    Worker.prototype.on = on;
  }
}

/** Those that have not ended. */
export const alive = (threads: readonly Worker[]): number => threads.filter(({ threadId }) => threadId !== -1).length;
