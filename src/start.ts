import { oneOf, type Rule, show } from './check.js';
import type { Manifold } from './manifold.js';
import { keyOf, normal, Purpose, uniform } from './random.js';
import { checkSamples, type Draw, type Samples, sameSpace, sizeOf } from './samples.js';

/** x⁰ of all chains: noise over the domain, or samples. */
export type Start = 'uniform' | 'normal' | Samples | Draw;

const kinds = oneOf(['uniform', 'normal'], 'uniform');

export const startRule: Rule<Start> = {
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

/** The state before the first step. A draw goes on from the step it has. */
export function startDraw(name: string, start: Start, manifold: Manifold, chains = 48, seed: number): Draw {
  if (typeof start !== 'object') return startNoise(start, manifold, chains, seed);
  const { shape, range } = manifold;
  if (!sameSpace(start, manifold))
    throw new RangeError(
      `${name}: start must have the manifold's shape ${show(shape)} and range ${show(range)}, ` +
        `not ${show(start.shape)} and ${show(start.range)}`,
    );
  return { values: start.values, count: start.count, shape, range, step: 'step' in start ? start.step : 0 };
}

/** Noise over the whole domain. Chain i's depends on (seed, i) alone. */
function startNoise(kind: 'uniform' | 'normal', { shape, range }: Manifold, chains: number, seed: number): Draw {
  const [low, high] = range;
  const columns = sizeOf(shape);
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
  return { values, count: chains, shape, range, step: 0 };
}
