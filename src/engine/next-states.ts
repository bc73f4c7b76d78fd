import { putBack } from '../core/known.js';
import type { Manifold } from '../core/manifold.js';
import { coefficientsAt, fillAdded } from '../core/motion.js';
import { clip } from '../core/samples.js';
import type { Applied } from './engine.js';

/** A map on its way: the states x of chains first, first + 1, …, and what g makes of them. */
export interface Reached {
  /** The states before. */
  readonly x: Float32Array;
  /** g(x), for `kaleidoscope` f(x). */
  readonly reached: Float32Array;
  /** The application that this is, from 1 on. */
  readonly step: number;
  /** The number of the first chain. */
  readonly first: number;
}

/** The rest of what `OpenMap.apply` does, for an engine that computes g alone. */
export function nextStates(manifold: Manifold, seed: number, { x, reached, step, first }: Reached): Applied {
  const { range, motion } = manifold;
  const { a, b } = coefficientsAt(motion, step);
  const state = new Float32Array(x.length);
  fillAdded(state, manifold, seed, step, first);
  for (let i = 0; i < state.length; i++) state[i] = clip(a * x[i]! + b * reached[i]! + state[i]!, range);
  const next = putBack(state, manifold, first);
  if (!motion) return { state: next, shown: next };
  return {
    state: next,
    shown: putBack(
      reached.map((value) => clip(value, range)),
      manifold,
      first,
    ),
  };
}
