import { oneOf, type Rule, show } from './check.js';
import { stateSize } from './label-units.js';
import { checkSpace, type Manifold } from './manifold.js';
import { keyOf, normal, Purpose, uniform } from './random.js';
import { checkSamples, type Draw, type Samples, sizeOf } from './samples.js';

/** x⁰ of all chains: noise over the domain, or samples. */
export type Start = 'uniform' | 'normal' | Samples | Draw;

const kinds = oneOf(['uniform', 'normal'], 'uniform');

export const startRule: Rule<Start> = {
  types: ['string', 'object'],
  allowed: `${kinds.allowed} or Samples`,
  accepts: (value) => kinds.accepts(value) || (typeof value === 'object' && value !== null),
  fallback: 'uniform',
};

/** Refuses samples that no chains could start at. */
export function checkStart(name: string, start: Start, chains: number | undefined): void {
  if (typeof start !== 'object') return;
  checkSamples(`${name}: start`, start);
  if (chains !== undefined && chains !== start.count)
    throw new RangeError(`${name}: chains must be the number of start samples, ${start.count}, not ${show(chains)}`);
}

/** Where chains are: the state of all of them after `step` applications. */
export interface Place {
  readonly step: number;
  readonly count: number;
  readonly state: Float32Array;
}

/** The place before the first step. A draw goes on from its state, and from the step it has. */
export function startPlace(name: string, start: Start, manifold: Manifold, chains = 48, seed: number): Place {
  if (typeof start !== 'object') return { step: 0, count: chains, state: startNoise(start, manifold, chains, seed) };
  checkSpace(`${name}: start`, start, manifold);
  const { count, values } = start;
  const place = { step: 'step' in start ? start.step : 0, count };
  const [size, wide] = [sizeOf(manifold.shape), stateSize(manifold)];
  const state = 'state' in start ? start.state : undefined;
  if (state?.length === count * wide) return { ...place, state };
  if (wide === size) return { ...place, state: values };
  const whole = startNoise('uniform', manifold, count, seed);
  for (let i = 0; i < count; i++) whole.set(values.subarray(i * size, (i + 1) * size), i * wide);
  return { ...place, state: whole };
}

/** Noise over the whole domain. Chain i's depends on (seed, i) alone. */
function startNoise(kind: 'uniform' | 'normal', manifold: Manifold, chains: number, seed: number): Float32Array {
  const [low, high] = manifold.range;
  const columns = stateSize(manifold);
  const values = new Float32Array(chains * columns);
  const middle = (low + high) / 2;
  const half = (high - low) / 2;
  for (let chain = 0; chain < chains; chain++) {
    const key = keyOf(seed, Purpose.start, chain);
    for (let i = 0; i < columns; i++) {
      const z = kind === 'uniform' ? 2 * uniform(key, i) - 1 : normal(key, i);
      values[chain * columns + i] = Math.max(low, Math.min(high, middle + half * z));
    }
  }
  return values;
}
