import { parentPort, workerData } from 'node:worker_threads';
import { openTask } from '../../engine/onnx/tasks/open.js';
import type { Answer, OpenTask, Task } from '../../engine/onnx/tasks/task.js';
import type { WorkerData } from './thread.js';

const port = parentPort!;
const { task, over } = workerData as WorkerData;
const reply = (answer: Answer, transfer: readonly ArrayBuffer[] = []) => port.postMessage(answer, transfer);

function end(): void {
  port.unref();
  Atomics.store(over, 0, 1);
  Atomics.notify(over, 0);
}

const failed = (what: string, cause: unknown) =>
  new Error(`the onnx engine ${what}: ${(cause as Error).message}`, { cause });

try {
  const { runtime } = await import('./runtime.js');
  const open: OpenTask<never> = await openTask(task as Task, runtime).catch((cause) => {
    throw failed('could not open its session', cause);
  });
  let last = Promise.resolve();
  let waiting = 0;

  async function answer(question: never): Promise<void> {
    try {
      const { value, transfer } = await open.answer(question);
      reply({ value }, transfer);
    } catch (error) {
      reply({ error: failed('failed', error) });
    }
    waiting--;
    setImmediate(() => waiting === 0 && open.rest?.());
  }

  port.on('message', (question: 'close' | never) => {
    waiting++;
    last = last.then(async () => {
      if (question !== 'close') return answer(question);
      await open.close();
      end();
    });
  });
  reply({ value: runtime.notice });
} catch (error) {
  reply({ error });
  end();
}
