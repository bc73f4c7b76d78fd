import { parentPort, workerData } from 'node:worker_threads';
import { answering } from '../../engine/onnx/tasks/answering.js';
import type { Answer, Task } from '../../engine/onnx/tasks/task.js';
import type { WorkerData } from './thread.js';

const port = parentPort!;
const { task, over } = workerData as WorkerData;
const reply = (answer: Answer, transfer: readonly ArrayBuffer[] = []) => port.postMessage(answer, transfer);

function end(): void {
  port.unref();
  Atomics.store(over, 0, 1);
  Atomics.notify(over, 0);
}

try {
  const { runtime } = await import('./runtime.js');
  const open = await answering(task as Task, runtime, reply, setImmediate);
  port.on('message', async (question: 'close' | never) => {
    if (question !== 'close') return open.ask(question);
    await open.close();
    end();
  });
} catch (error) {
  reply({ error });
  end();
}
