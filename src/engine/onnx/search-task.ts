import type { NearestRows } from '../search.js';
import { nearestRows } from './neighbours.js';
import type { OpenTask, SearchTask } from './protocol.js';
import { normed, openScores } from './scores.js';

/** Finds the nearest of many samples y to each state x. */
export async function openSearch({ values, size }: SearchTask): Promise<OpenTask<Float32Array>> {
  const scores = await openScores(size);
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
