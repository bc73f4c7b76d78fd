import { mapGraph } from '../graph/forward.js';
import { descentGraph } from '../graph/gradient-step.js';
import type { Runtime } from '../session.js';
import { type OwnInputs, ownInputs } from './own.js';
import type { MapQuestion, MapTask, OpenTask } from './task.js';

/**
 * Maps the states of any number of maps, which share a session; a state's buffer goes back with the answer, to be used again.
 * What is added in the next step is made while whoever asked last is busy with the answer to this one.
 */
export async function openMapTask(task: MapTask, runtime: Runtime): Promise<OpenTask<MapQuestion>> {
  const { mapped } = task;
  const { tensor } = runtime;
  const session = await runtime.open(task.kind === 'map' ? mapGraph(mapped) : descentGraph(mapped, task.learningRate));
  const maps = new Map<number, OwnInputs>();
  /** Whose states were mapped last. */
  let last: number | undefined;
  return {
    async answer(question) {
      if ('open' in question) maps.set(question.map, ownInputs(question.open, runtime));
      if ('close' in question) maps.delete(question.map);
      if (!('state' in question)) return { value: undefined, transfer: [] };
      const { map, state, step, first } = question;
      const { dims, at } = maps.get(map)!;
      last = map;
      const next = new Float32Array(state.length);
      const shown = mapped.moves ? new Float32Array(state.length) : next;
      await session.run(
        { x: tensor(state, dims), ...at(step, first) },
        { next: tensor(next, dims), ...(mapped.moves && { shown: tensor(shown, dims) }) },
      );
      return { value: { state, next, shown }, transfer: [...new Set([state.buffer, next.buffer, shown.buffer])] };
    },
    rest() {
      if (last !== undefined) maps.get(last)?.ahead();
      last = undefined;
    },
    close: () => session.release(),
  };
}
