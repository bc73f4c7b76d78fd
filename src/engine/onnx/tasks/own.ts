import { fillKnown, knows } from '../../../core/known.js';
import { adds, coefficientsAt, fillAdded, fillMoved } from '../../../core/motion.js';
import { stateSize } from '../../../core/units.js';
import type { Runtime, Tensors } from '../session.js';
import type { OwnWork } from './task.js';

/** What one map has of its own: where its chains are, and what the graph is given beside that. */
export interface OwnStates {
  /**
   * The graph's inputs for the chains first, first + 1, … in the application that reaches `step`; to be used before it is asked
   * again.
   * @param state Where they are, when it is not where the last application led.
   */
  inputs(step: number, first: number, state?: Float32Array<ArrayBuffer>): Tensors;
  /** Arrays for what the graph gives: new ones, which go to whoever asked. */
  results(): Results;
  /** Goes on from here, where all chains are mapped at once; else gives back where they were, which is not needed any more. */
  keep(next: Float32Array): Float32Array<ArrayBuffer> | undefined;
  /** Makes what can be made before the next application is asked for. */
  ahead(): void;
}

interface Results {
  readonly next: Float32Array<ArrayBuffer>;
  /** Where the manifold has a motion. */
  readonly shown?: Float32Array<ArrayBuffer>;
  readonly tensors: Tensors;
}

export function ownStates({ manifold, chains, rows, seed }: OwnWork, { tensor }: Runtime): OwnStates {
  const { motion } = manifold;
  const dims = [rows, stateSize(manifold)];
  const states = () => new Float32Array(rows * stateSize(manifold));
  const goesOn = rows === chains;
  const added = adds(manifold) ? states() : undefined;
  const known = knows(manifold) ? { values: states(), free: states() } : undefined;
  const b = new Float32Array(1);
  const beside = {
    ...(added && { added: tensor(added, dims) }),
    ...(motion && { b: tensor(b, []) }),
    ...(known && { free: tensor(known.free, dims), known: tensor(known.values, dims) }),
  };
  let now: Float32Array<ArrayBuffer>;
  /** What is added, and what is known, is made for. */
  let made: { step?: number; first?: number } = {};
  let spare: Results | undefined;

  function make(step: number, first: number): void {
    if (added && (made.step !== step || made.first !== first)) {
      if (motion) fillMoved(added, manifold, seed, step, first, now);
      else fillAdded(added, manifold, seed, step, first);
    }
    if (known && made.first !== first) fillKnown(known, manifold, first);
    made = { step, first };
  }

  function fresh(): Results {
    const next = states();
    if (!motion) return { next, tensors: { next: tensor(next, dims) } };
    const shown = states();
    return { next, shown, tensors: { next: tensor(next, dims), shown: tensor(shown, dims) } };
  }

  return {
    inputs(step, first, state) {
      if (state) {
        now = state;
        if (motion) delete made.step;
      }
      make(step, first);
      b[0] = coefficientsAt(motion, step).b;
      return { x: tensor(now, dims), ...beside };
    },
    results() {
      const results = spare ?? fresh();
      spare = undefined;
      return results;
    },
    keep(next) {
      if (!goesOn) return now;
      now.set(next);
      return undefined;
    },
    ahead() {
      if (!goesOn || made.step === undefined) return;
      spare ??= fresh();
      make(made.step + 1, made.first!);
    },
  };
}
