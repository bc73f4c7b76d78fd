import { fillKnown, knows } from '../../../values/given.js';
import { stateSize } from '../../../values/label-units.js';
import { adds, coefficientsAt, fillAdded } from '../../../values/motion.js';
import { mapGraph } from '../graph/forward.js';
import { descentGraph } from '../graph/gradient-step.js';
import type { Runtime } from '../session.js';
import type { MapTask, OpenTask } from './task.js';

interface Question {
  readonly state: Float32Array<ArrayBuffer>;
  readonly step: number;
  readonly first: number;
}

/**
 * Maps the states it is sent; a state's buffer goes back with the answer, to be used again. Where all chains are mapped at
 * once, what is added in the next step is made while whoever asked is busy with the answer to this one.
 */
export async function openMapTask(task: MapTask, { tensor, open }: Runtime): Promise<OpenTask<Question>> {
  const { manifold, chains, rows, seed } = task;
  const graph = task.kind === 'map' ? mapGraph(manifold, rows) : descentGraph(manifold, rows, task.learningRate);
  const session = await open(graph);
  const dims = [rows, stateSize(manifold)];
  const states = (wanted: boolean) => new Float32Array(wanted ? rows * stateSize(manifold) : 0);
  const added = states(adds(manifold));
  const known = { values: states(knows(manifold)), free: states(knows(manifold)) };
  const [a, b] = [new Float32Array(1), new Float32Array(1)];
  const inputs = {
    ...(adds(manifold) && { added: tensor(added, dims) }),
    ...(manifold.motion && { a: tensor(a, []), b: tensor(b, []) }),
    ...(knows(manifold) && { free: tensor(known.free, dims), known: tensor(known.values, dims) }),
  };
  /** What the inputs are made for. */
  let ready: { step?: number; first?: number } = {};
  const prepare = (step: number, first: number) => {
    if (ready.step !== step || ready.first !== first) fillAdded(added, manifold, seed, step, first);
    if (ready.first !== first) fillKnown(known, manifold, first);
    ready = { step, first };
  };
  return {
    async answer({ state, step, first }) {
      prepare(step, first);
      const coefficients = coefficientsAt(manifold.motion, step);
      a[0] = coefficients.a;
      b[0] = coefficients.b;
      const next = new Float32Array(state.length);
      const shown = manifold.motion ? new Float32Array(state.length) : next;
      await session.run(
        { x: tensor(state, dims), ...inputs },
        { next: tensor(next, dims), ...(manifold.motion && { shown: tensor(shown, dims) }) },
      );
      return { value: { state, next, shown }, transfer: [...new Set([state.buffer, next.buffer, shown.buffer])] };
    },
    rest() {
      if (rows === chains && ready.step !== undefined) prepare(ready.step + 1, ready.first!);
    },
    close: () => session.release(),
  };
}
