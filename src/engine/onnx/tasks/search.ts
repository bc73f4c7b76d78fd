import { nearestOf } from '../../search/neighbours.js';
import { normed } from '../../search/scores.js';
import { openScores } from '../graph/scores.js';
import type { Runtime } from '../session.js';
import type { OpenTask, SearchTask } from './task.js';

/** Finds the nearest of many samples to each state x. */
export async function openSearchTask({ values, size }: SearchTask, runtime: Runtime): Promise<OpenTask<Float32Array>> {
  const scores = await openScores(size, runtime);
  const samples = normed(values, size);
  return {
    answer: async (x) => ({ value: await nearestOf(scores, samples, x), transfer: [] }),
    close: () => scores.release(),
  };
}
