import { check, checkKind, checkValue, notNegative, oneOf } from '../base/check.js';
import { fillNoise, keyOf, Purpose } from '../base/random.js';
import type { Manifold, Noise } from './manifold.js';

/** Options of `withNoise`. */
export interface NoiseOptions {
  /** 'uniform': ε ~ U(−eps, eps), the default; 'normal': ε ~ N(0, eps²). */
  readonly distribution?: Noise['distribution'] | undefined;
}

/** The map x ↦ clip(f(x) + ε) for a manifold f. */
export function noisy(eps: number, options: NoiseOptions = {}): (manifold: Manifold) => Manifold {
  checkValue('withNoise: eps', eps, notNegative(0));
  const noise = { eps, ...check('withNoise', options, { distribution: oneOf(['uniform', 'normal'], 'uniform') }) };
  return (manifold) => {
    checkKind('withNoise', 'a Manifold', manifold, Array.isArray(manifold?.noise));
    return eps === 0 ? manifold : { ...manifold, noise: [...manifold.noise, noise] };
  };
}

/**
 * Fills `out` with the sum of all terms of noise for the states of one step: a row for chain `first`, first + 1, …
 * The numbers of chain i depend on (seed, i, step) alone.
 */
export function sumNoise(
  out: Float32Array,
  columns: number,
  terms: readonly Noise[],
  seed: number,
  step: number,
  first = 0,
): void {
  const [term, ...more] = terms;
  if (!term) return;
  const key = keyOf(seed, Purpose.noise, step);
  fillNoise(out, columns, term.eps, term.distribution, key, first);
  more.forEach(({ eps, distribution }, i) => {
    const another = new Float32Array(out.length);
    fillNoise(another, columns, eps, distribution, keyOf(key, i), first);
    for (let j = 0; j < out.length; j++) out[j]! += another[j]!;
  });
}
