import { isMlp } from '../../../core/manifold.js';
import { descentGraph, mapGraph } from '../graph/map.js';
import type { Runtime } from '../session.js';
import { activationRangeOf } from './activation-range.js';
import { type OwnStates, ownStates } from './own.js';
import type { MapQuestion, MapTask, OpenTask } from './task.js';
import { isForTwo } from './two.js';

async function graphOf(task: MapTask, runtime: Runtime): Promise<Uint8Array> {
  const { mapped } = task;
  if (task.kind === 'descent') return descentGraph(mapped, task.learningRate);
  const isInt8 = task.precision === 'int8' && isMlp(mapped);
  return mapGraph(mapped, isInt8 ? await activationRangeOf(mapped, runtime) : undefined);
}

/**
 * Maps the states of any number of maps, which share a session. A map that goes on from where its last application led is not sent
 * its states; a buffer that it was sent otherwise goes back with the answer, to be used again. What can be made for the next
 * application is made while whoever asked last is busy with the answer to this one.
 */
export async function openMapTask(task: MapTask, runtime: Runtime): Promise<OpenTask<MapQuestion>> {
  const graph = await graphOf(task, runtime);
  const open = (isForTwo(task.mapped) && runtime.openHalves) || runtime.open;
  const session = await open(graph);
  const maps = new Map<number, OwnStates>();
  /** Whose states were mapped last. */
  let last: OwnStates | undefined;
  return {
    async answer(question) {
      if ('open' in question) maps.set(question.map, ownStates(question.open, runtime));
      if ('close' in question) maps.delete(question.map);
      if (!('step' in question)) return { value: undefined, transfer: [] };
      const { map, step, first, state } = question;
      const own = maps.get(map)!;
      last = own;
      const { next, shown = next, tensors } = own.results();
      await session.run(own.inputs(step, first, state), tensors);
      const used = own.keep(next);
      return {
        value: { used, next, shown },
        transfer: [...new Set([next, shown, ...(used ? [used] : [])])].map(({ buffer }) => buffer),
      };
    },
    rest() {
      last?.ahead();
      last = undefined;
    },
    close: () => session.release(),
  };
}
