import type { Runtime, Tensors } from '../session.js';
import type { BesideQuestion, BesideTask, OpenTask, SharedArray } from './task.js';

/** Runs a graph for another thread: takes its inputs from memory that both have, and leaves its outputs there. */
export async function openBesideTask({ model }: BesideTask, runtime: Runtime): Promise<OpenTask<BesideQuestion>> {
  const session = await runtime.open(model, true);
  // The native runtime refuses shared memory.
  const own = ({ name, dims, values }: SharedArray) => ({ name, dims, shared: values, values: values.slice() });
  const tensors = (arrays: ReturnType<typeof own>[]): Tensors =>
    Object.fromEntries(arrays.map(({ name, dims, values }) => [name, runtime.tensor(values, dims)]));
  let inputs: ReturnType<typeof own>[] = [];
  let outputs = inputs;
  let [feeds, fetches] = [tensors([]), tensors([])];
  return {
    async answer(question) {
      if (question !== 'run') {
        [inputs, outputs] = [question.inputs.map(own), question.outputs.map(own)];
        [feeds, fetches] = [tensors(inputs), tensors(outputs)];
      }
      for (const { shared, values } of inputs) values.set(shared);
      await session.run(feeds, fetches);
      for (const { shared, values } of outputs) shared.set(values);
      return { value: undefined, transfer: [] };
    },
    close: () => session.release(),
  };
}
