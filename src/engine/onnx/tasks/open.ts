import type { Runtime } from '../session.js';
import { openMap } from './map.js';
import { openSearch } from './search.js';
import type { OpenTask, Task } from './task.js';
import { openTrainer } from './trainer.js';

/** Opens what a thread is started for. */
export async function openTask(task: Task, runtime: Runtime): Promise<OpenTask<never>> {
  if (task.kind === 'search') return openSearch(task, runtime);
  if (task.kind === 'comparison') return (await import('./comparison.js')).openComparison(task, runtime);
  return task.kind === 'trainer' ? openTrainer(task, runtime) : openMap(task, runtime);
}
