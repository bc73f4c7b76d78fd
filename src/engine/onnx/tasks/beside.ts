import type { Runtime, Tensors } from '../session.js';
import type { BesideTask, OpenTask, SharedArray } from './task.js';

/** Runs a graph for another thread: takes its inputs from memory that both have, and leaves its outputs there. */
export async function openBesideTask(task: BesideTask, { open, tensor }: Runtime): Promise<OpenTask<'run'>> {
  const session = await open(task.model, true);
  // The native runtime refuses shared memory.
  const own = ({ values, dims }: SharedArray) => ({ shared: values, values: new Float32Array(values.length), dims });
  const [inputs, outputs] = [task.inputs.map(own), task.outputs.map(own)];
  const tensors = (names: readonly SharedArray[], arrays: typeof inputs): Tensors =>
    Object.fromEntries(arrays.map(({ values, dims }, i) => [names[i]!.name, tensor(values, dims)]));
  const [feeds, fetches] = [tensors(task.inputs, inputs), tensors(task.outputs, outputs)];
  return {
    async answer() {
      for (const { shared, values } of inputs) values.set(shared);
      await session.run(feeds, fetches);
      for (const { shared, values } of outputs) shared.set(values);
      return { value: undefined, transfer: [] };
    },
    close: () => session.release(),
  };
}
