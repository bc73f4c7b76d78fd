import { stateSize } from '../../../values/label-units.js';
import { adds, coefficientsAt, fillAdded } from '../../../values/motion.js';
import { mapGraph } from '../graph/forward.js';
import { descentGraph } from '../graph/gradient-step.js';
import type { Runtime } from '../session.js';
import type { MapTask, OpenTask } from './task.js';

interface Question {
  readonly state: Float32Array<ArrayBuffer>;
  readonly step: number;
}

/**
 * Maps the states it is sent; a state's buffer goes back with the answer, to be used again. What is added in the next step
 * is made while whoever asked is busy with the answer to this one.
 */
export async function openMap(task: MapTask, { tensor, open }: Runtime): Promise<OpenTask<Question>> {
  const { manifold, chains, seed, known } = task;
  const graph =
    task.kind === 'map'
      ? mapGraph(manifold, chains, known !== undefined)
      : descentGraph(manifold, chains, known !== undefined, task.learningRate);
  const session = await open(graph);
  const columns = stateSize(manifold);
  const dims = [chains, columns];
  const added = new Float32Array(adds(manifold) ? chains * columns : 0);
  const [a, b] = [new Float32Array(1), new Float32Array(1)];
  const inputs = {
    ...(adds(manifold) && { added: tensor(added, dims) }),
    ...(manifold.motion && { a: tensor(a, []), b: tensor(b, []) }),
    ...(known && { free: tensor(known.free, dims), known: tensor(known.values, dims) }),
  };
  let last = 0;
  /** The step for which all that is added is at hand. */
  let ready: number | undefined;
  const prepare = (step: number) => {
    if (ready !== step) fillAdded(added, columns, manifold, seed, step);
    ready = step;
  };
  return {
    async answer({ state, step }) {
      prepare(step);
      const coefficients = coefficientsAt(manifold.motion, step);
      a[0] = coefficients.a;
      b[0] = coefficients.b;
      const next = new Float32Array(state.length);
      const shown = manifold.motion ? new Float32Array(state.length) : next;
      await session.run(
        { x: tensor(state, dims), ...inputs },
        { next: tensor(next, dims), ...(manifold.motion && { shown: tensor(shown, dims) }) },
      );
      last = step;
      return { value: { state, next, shown }, transfer: [...new Set([state.buffer, next.buffer, shown.buffer])] };
    },
    rest: () => prepare(last + 1),
    close: () => session.release(),
  };
}
