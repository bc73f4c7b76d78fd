import type { Runtime } from '../session.js';
import { openGpuTrainerTask } from './gpu-trainer.js';
import { openMapTask } from './map.js';
import { openSearchTask } from './search.js';
import type { Answer, OpenTask, Task } from './task.js';
import { openTrainerTask } from './trainer.js';

/** What a thread says to whoever started it. */
export type Reply = (answer: Answer, transfer: readonly ArrayBuffer[]) => void;

/** What a thread does with what it is told. */
export interface Answering {
  /** Answers a question when all before it are answered. */
  ask(question: never): void;
  /** Closes the task when all questions are answered. */
  close(): Promise<void>;
}

/**
 * Answers one question after the other, once the task is open. The first answer is what there is to say of the runtime.
 * @param rest Calls back when nothing else is to be done at once.
 * @throws Error When the task can't be opened.
 */
export async function answering(
  opening: Promise<OpenTask<never>>,
  runtime: Runtime,
  reply: Reply,
  rest: (callback: () => void) => void,
): Promise<Answering> {
  const open = await opening.catch((cause) => {
    throw failed(runtime, 'could not open its session', cause);
  });
  let last = Promise.resolve();
  let waiting = 0;

  async function answer(question: never): Promise<void> {
    try {
      const { value, transfer } = await open.answer(question);
      reply({ value }, transfer);
    } catch (error) {
      reply({ error: failed(runtime, 'failed', error) }, []);
    }
    waiting--;
    rest(() => waiting === 0 && open.rest?.());
  }

  reply({ value: runtime.notice }, []);
  return {
    ask(question) {
      waiting++;
      last = last.then(() => answer(question));
    },
    close() {
      waiting++;
      return last.then(() => open.close());
    },
  };
}

/** Opens what a thread is started for. */
export async function openTask(task: Task, runtime: Runtime): Promise<OpenTask<never>> {
  if (task.kind === 'search') return openSearchTask(task, runtime);
  if (task.kind === 'comparison') return (await import('./comparison.js')).openComparisonTask(task, runtime);
  if (task.kind !== 'trainer') return openMapTask(task, runtime);
  const { openRecurrence } = runtime;
  return openRecurrence ? openGpuTrainerTask(task, { ...runtime, openRecurrence }) : openTrainerTask(task, runtime);
}

const failed = ({ engine }: Runtime, what: string, cause: unknown) =>
  new Error(`the ${engine} engine ${what}: ${(cause as Error).message}`, { cause });
