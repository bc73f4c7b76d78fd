import { parentPort, type Transferable, workerData } from 'node:worker_threads';
import { openMap } from './map-task.js';
import type { Answer, OpenTask, Start, Task } from './protocol.js';
import { openSearch } from './search-task.js';
import { openTrainer } from './trainer-task.js';

const port = parentPort!;
const { task, over } = workerData as Start;
const reply = (answer: Answer, transfer: Transferable[] = []) => port.postMessage(answer, transfer);

function fail(what: string, cause: unknown): void {
  reply({ error: new Error(`the onnx engine ${what}: ${(cause as Error).message}`, { cause }) });
}

function end(): void {
  port.close();
  Atomics.store(over, 0, 1);
  Atomics.notify(over, 0);
}

try {
  const open: OpenTask<never> = await openTask(task);
  let last = Promise.resolve();
  port.on('message', (question: 'close' | never) => {
    last = last.then(async () => {
      if (question === 'close') {
        await open.close();
        end();
        return;
      }
      try {
        const { value, transfer } = await open.answer(question);
        reply({ value }, transfer);
      } catch (error) {
        fail('failed', error);
      }
    });
  });
  reply({ value: undefined });
} catch (error) {
  fail('could not open its session', error);
  end();
}

async function openTask(task: Task): Promise<OpenTask<never>> {
  if (task.kind === 'search') return openSearch(task);
  if (task.kind === 'comparison') return (await import('./comparison-task.js')).openComparison(task);
  return task.kind === 'trainer' ? openTrainer(task) : openMap(task);
}
