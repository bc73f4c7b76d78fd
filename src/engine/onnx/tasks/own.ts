import { fillKnown, knows } from '../../../values/given.js';
import { stateSize } from '../../../values/label-units.js';
import { adds, coefficientsAt, fillAdded } from '../../../values/motion.js';
import type { Runtime, Tensors } from '../session.js';
import type { OwnWork } from './task.js';

/** What the graph is given beside the states, for one map: what is added to them, what they know, and how they move. */
export interface OwnInputs {
  readonly dims: readonly number[];
  /** For the chains first, first + 1, … in the application that reaches `step`; to be used before it is asked again. */
  at(step: number, first: number): Tensors;
  /** Makes what can be made before the next step is asked for, where all chains are mapped at once. */
  ahead(): void;
}

export function ownInputs({ manifold, chains, rows, seed }: OwnWork, { tensor }: Runtime): OwnInputs {
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
    dims,
    at(step, first) {
      prepare(step, first);
      const coefficients = coefficientsAt(manifold.motion, step);
      a[0] = coefficients.a;
      b[0] = coefficients.b;
      return inputs;
    },
    ahead() {
      if (rows === chains && ready.step !== undefined) prepare(ready.step + 1, ready.first!);
    },
  };
}
