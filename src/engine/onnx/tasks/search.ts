import { nearestRows } from '../../search/neighbours.js';
import { normed } from '../../search/scores.js';
import type { NearestRows } from '../../search/search.js';
import { openScores } from '../graph/scores.js';
import type { Runtime } from '../session.js';
import type { OpenTask, SearchTask } from './task.js';

/** Finds the nearest of many samples y to each state x. */
export async function openSearch({ values, size }: SearchTask, runtime: Runtime): Promise<OpenTask<Float32Array>> {
  const scores = await openScores(size, runtime);
  const samples = normed(values, size);
  return {
    async answer(x) {
      const { index, squares } = await nearestRows(scores, samples, normed(x, size), 1);
      const found: NearestRows = { index, distance: Float32Array.from(squares, (square) => square / size) };
      return { value: found, transfer: [] };
    },
    close: () => scores.release(),
  };
}
