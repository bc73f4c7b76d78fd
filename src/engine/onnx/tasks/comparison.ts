import { comparing } from '../../search/comparison.js';
import { normed } from '../../search/scores.js';
import type { Comparison } from '../../search/search.js';
import { openScores } from '../graph/scores.js';
import type { Runtime } from '../session.js';
import type { ComparisonTask, OpenTask } from './task.js';

type Question = Float32Array | 'more';

/** A run can't be interrupted, so a question is answered at the first part's end after this many milliseconds. */
const slice = 50;

/** Compares samples with a reference; an answer without a value asks to be asked for more. */
export async function openComparisonTask(
  { values, size, k }: ComparisonTask,
  runtime: Runtime,
): Promise<OpenTask<Question>> {
  const scores = await openScores(size, runtime);
  const compare = comparing(scores, normed(values, size), k);
  let work: AsyncGenerator<void, Comparison>;
  return {
    async answer(question) {
      if (question !== 'more') work = compare(question);
      const began = performance.now();
      do {
        const { done, value } = await work.next();
        if (done) return { value, transfer: [] };
      } while (performance.now() - began < slice);
      return { value: undefined, transfer: [] };
    },
    close: () => scores.release(),
  };
}
