import { check, notNegative, optional, positive, show, whole } from '../base/check.js';
import { fillNoise, keyOf, Purpose } from '../base/random.js';
import type { Manifold } from '../core/manifold.js';
import { clip, type Draw } from '../core/samples.js';
import { chainsOf, checkStart, type Place, type StartOptions, startPlace, startRules } from '../core/start.js';
import { stateSize } from '../core/units.js';
import type { Engine, EngineName } from '../engine/engine.js';
import { engineRule } from '../engine/load.js';
import { iterate } from './chain.js';
import { checkWalk } from './walk.js';

/** Options of `descend`. */
export interface DescendOptions extends StartOptions {
  /** Steps of gradient descent, and draws; 100 by default. */
  readonly steps?: number | undefined;
  /**
   * What the gradient of ‖x − f(x)‖²/D is multiplied by; D/4 by default. Where f is flat, D/2 would lead from x to f(x)
   * in one step.
   */
  readonly learningRate?: number | undefined;
  /** Standard deviation of white noise on start samples; 0 by default. */
  readonly corruption?: number | undefined;
  /** What computes the gradient; 'auto' by default: 'onnx', or TensorFlow.js for a `tf.LayersModel`. 'webgpu', the GPU, must be chosen. */
  readonly engine?: EngineName | Engine | undefined;
}

const rules = {
  ...startRules,
  steps: whole(1, 100),
  learningRate: optional(positive(1)),
  corruption: notNegative(0),
  engine: engineRule,
};

/** Sampling by gradient: checks the options now, and descends a step for each draw that is read. */
export function descent(options: DescendOptions = {}) {
  const { steps, learningRate, corruption, engine, ...starting } = check('descend', options, rules);
  checkStart('descend', starting);
  if (corruption > 0 && typeof starting.start !== 'object')
    throw new RangeError(`descend: corruption must be 0 where the start is noise, not ${show(corruption)}`);

  return async function* (manifold: Manifold, signal?: AbortSignal): AsyncGenerator<Draw, void, undefined> {
    checkWalk('descend', manifold, chainsOf('descend', starting, manifold));
    const size = stateSize(manifold);
    const { seed } = starting;
    const from = startPlace('descend', starting, manifold);
    const place = { ...from, state: corrupted(from, manifold, corruption, seed) };
    const walk = { name: 'descend', manifold, engine, place, last: place.step + steps, seed, signal };
    yield* iterate(walk, false, (open, options) =>
      open.openDescent(manifold, { ...options, learningRate: learningRate ?? size / 4 }),
    );
  };
}

/** White noise on a start, clipped to the domain. */
function corrupted({ state, first }: Place, manifold: Manifold, deviation: number, seed: number): Float32Array {
  if (deviation === 0) return state;
  const values = new Float32Array(state.length);
  fillNoise(values, stateSize(manifold), deviation, 'normal', keyOf(seed, Purpose.start), first);
  for (let i = 0; i < values.length; i++) values[i] = clip(state[i]! + values[i]!, manifold.range);
  return values;
}
