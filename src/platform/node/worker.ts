import { parentPort, workerData } from 'node:worker_threads';
import type { Runtime } from '../../engine/onnx/session.js';
import { answering, openTask } from '../../engine/onnx/tasks/answering.js';
import { openBesideTask } from '../../engine/onnx/tasks/beside.js';
import { openHalves } from '../../engine/onnx/tasks/halves.js';
import type { Answer, BesideTask, Task } from '../../engine/onnx/tasks/task.js';
import { begin, finish, isLeft } from './life.js';
import { type WorkerData, WorkerThread } from './thread.js';
import { inTurn } from './turns.js';

const port = parentPort!;
const { task, engine, life } = workerData as WorkerData & { task: Task | BesideTask };
const reply = (answer: Answer, transfer: readonly ArrayBuffer[] = []) => port.postMessage(answer, transfer);

function end(): void {
  port.unref();
  finish(life);
}

function unlessLeft(): void {
  if (isLeft(life)) throw new DOMException('nobody waits for it any more', 'AbortError');
}

/** What does nothing for nobody. */
const heeding =
  <Given extends unknown[], T>(work: (...given: Given) => Promise<T>) =>
  async (...given: Given): Promise<T> => {
    unlessLeft();
    return work(...given);
  };

function heedingRuntime({ open, openRecurrence, ...rest }: Runtime): Runtime {
  const runtime = {
    ...rest,
    open: heeding(async (...given: Parameters<typeof open>) => {
      const session = await open(...given);
      return { ...session, run: heeding(session.run) };
    }),
  };
  if (!openRecurrence)
    return {
      ...runtime,
      openHalves: (...models) => openHalves(runtime, (task) => WorkerThread.open(task, engine), ...models),
    };
  return {
    ...runtime,
    openRecurrence: heeding(async (model, start) => {
      const recurrence = await openRecurrence(model, start);
      return { ...recurrence, run: heeding(recurrence.run) };
    }),
  };
}

async function start(): Promise<void> {
  try {
    const { runtimeOf } = await import('./runtime.js');
    const runtime = await runtimeOf(engine);
    const shared = engine === 'webgpu' ? inTurn(runtime) : runtime;
    const heeded = heedingRuntime(shared);
    const opening = task.kind === 'beside' ? openBesideTask(task, heeded) : openTask(task, heeded);
    const open = await answering(opening, heeded, reply, setImmediate);
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
