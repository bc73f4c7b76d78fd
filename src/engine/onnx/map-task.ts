import { stateSize } from '../../label-units.js';
import { adds, coefficientsAt, fillAdded } from '../../motion.js';
import { descentGraph } from './descent.js';
import { mapGraph } from './forward.js';
import type { MapTask, OpenTask } from './protocol.js';
import { openSession, tensor } from './session.js';

interface Question {
  readonly state: Float32Array<ArrayBuffer>;
  readonly step: number;
}

/**
 * Maps the states it is sent; a state's buffer goes back with the answer, to be used again. What is added in the next step
 * is made while whoever asked is busy with the answer to this one.
 */
export async function openMap(task: MapTask): Promise<OpenTask<Question>> {
  const { manifold, chains, seed, known } = task;
  const graph =
    task.kind === 'map'
      ? mapGraph(manifold, chains, known !== undefined)
      : descentGraph(manifold, chains, known !== undefined, task.learningRate);
  const session = await openSession(graph);
  const columns = stateSize(manifold);
  const dims = [chains, columns];
  const added = new Float32Array(adds(manifold) ? chains * columns : 0);
  const [a, b] = [new Float32Array(1), new Float32Array(1)];
  const inputs = {
    ...(adds(manifold) && { added: tensor(added, dims) }),
    ...(manifold.motion && { a: tensor(a, []), b: tensor(b, []) }),
    ...(known && { free: tensor(known.free, dims), known: tensor(known.values, dims) }),
  };
  /** The step for which all that is added is at hand, and the making of the next. */
  let ready: number | undefined;
  let ahead: NodeJS.Immediate | undefined;
  const prepare = (step: number) => {
    if (ready !== step) fillAdded(added, columns, manifold, seed, step);
    ready = step;
  };
  return {
    async answer({ state, step }) {
      clearImmediate(ahead);
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
      ahead = setImmediate(() => prepare(step + 1));
      return { value: { state, next, shown }, transfer: [...new Set([state.buffer, next.buffer, shown.buffer])] };
    },
    close: () => session.release(),
  };
}
