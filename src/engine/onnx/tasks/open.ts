import type { Runtime } from '../session.js';
import { openGpuTrainerTask } from './gpu-trainer.js';
import { openMapTask } from './map.js';
import { openSearchTask } from './search.js';
import type { OpenTask, Task } from './task.js';
import { openTrainerTask } from './trainer.js';

/** Opens what a thread is started for. */
export async function openTask(task: Task, runtime: Runtime): Promise<OpenTask<never>> {
  if (task.kind === 'search') return openSearchTask(task, runtime);
  if (task.kind === 'comparison') return (await import('./comparison.js')).openComparisonTask(task, runtime);
  if (task.kind !== 'trainer') return openMapTask(task, runtime);
  const { openRecurrence } = runtime;
  return openRecurrence ? openGpuTrainerTask(task, { ...runtime, openRecurrence }) : openTrainerTask(task, runtime);
}
