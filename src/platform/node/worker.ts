import { parentPort, workerData } from 'node:worker_threads';
import type { Runtime } from '../../engine/onnx/session.js';
import { answering } from '../../engine/onnx/tasks/answering.js';
import type { Answer, Task } from '../../engine/onnx/tasks/task.js';
import { begin, finish, isLeft } from './life.js';
import type { WorkerData } from './thread.js';

const port = parentPort!;
const { task, life } = workerData as WorkerData;
const reply = (answer: Answer, transfer: readonly ArrayBuffer[] = []) => port.postMessage(answer, transfer);

function end(): void {
  port.unref();
  finish(life);
}

function unlessLeft(): void {
  if (isLeft(life)) throw new DOMException('nobody waits for it any more', 'AbortError');
}

/** A runtime that opens and runs nothing for nobody. */
const heeding = (runtime: Runtime): Runtime => ({
  ...runtime,
  async open(model) {
    unlessLeft();
    const session = await runtime.open(model);
    return {
      ...session,
      run(feeds, fetches) {
        unlessLeft();
        return session.run(feeds, fetches);
      },
    };
  },
});

async function start(): Promise<void> {
  try {
    const { runtime } = await import('./runtime.js');
    const open = await answering(task as Task, heeding(runtime), reply, setImmediate);
    port.on('message', async (question: 'close' | never) => {
      if (question !== 'close') return open.ask(question);
      await open.close();
      end();
    });
  } catch (error) {
    reply({ error });
    end();
  }
}

if (begin(life)) await start();
