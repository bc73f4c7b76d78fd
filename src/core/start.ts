import { checkKind, checkValue, isA, oneOf, optional, type Rule, show, whole } from '../base/check.js';
import { keyOf, normal, Purpose, uniform } from '../base/random.js';
import { givenCount } from './known.js';
import { checkSpace, type Manifold } from './manifold.js';
import { checkSamples, clip, type Draw, firstOutside, type Range, type Samples, sizeOf } from './samples.js';
import { stateSize } from './units.js';

/** x⁰ of all chains: noise over the domain, or samples. */
export type Start = 'uniform' | 'normal' | Samples | Draw;

const kinds = oneOf(['uniform', 'normal'], 'uniform');

const startRule: Rule<Start> = {
  types: ['string', 'object'],
  allowed: `${kinds.allowed} or Samples`,
  accepts: (value) => kinds.accepts(value) || (typeof value === 'object' && value !== null),
  fallback: 'uniform',
};

/** The options that say how chains start. */
export interface StartOptions {
  /**
   * How many chains run side by side; by default as many as there are start samples, or rows given, where these are several, else
   * 48. Fewer than the rows are refused, unless `first` says which of them.
   */
  readonly chains?: number | undefined;
  /**
   * The number of the first chain; 0 by default. What becomes of a chain follows from the seed and its number, so chains 500
   * to 599 can be drawn without the others: `{ first: 500, chains: 100 }`.
   */
  readonly first?: number | undefined;
  /** Decides all that is random: the start noise, that of `withNoise` and of motions, and that of `corruption`; 0 by default. */
  readonly seed?: number | undefined;
  /**
   * x⁰: 'uniform' over the range, the default; 'normal' with the mean and half the width of the range, clipped to it;
   * or samples to start from. A draw continues from its step. Label units, which samples do not have, start as noise.
   */
  readonly start?: Start | undefined;
}

export const startRules = {
  chains: optional(whole(1, 48)),
  first: optional(whole(0, 0)),
  seed: whole(0, 0),
  start: startRule,
};

/** Chains that are to start, with what they have by default. */
export interface Starting {
  readonly start: Start;
  readonly chains: number | undefined;
  readonly first?: number | undefined;
  readonly seed: number;
}

/** How many chains there are to be; refuses fewer than rows are given, unless it is said which of them. */
export function chainsOf(name: string, { start, chains, first }: Omit<Starting, 'seed'>, manifold: Manifold): number {
  const given = givenCount(manifold);
  const count = typeof start === 'object' ? start.count : (chains ?? (given > 1 ? given : 48));
  if (first === undefined && count < given)
    throw new RangeError(
      `${name}: chains must be at least ${given}, as many as rows are given, not ${count}; with \`first\` they can be drawn in pieces`,
    );
  return count;
}

/** Refuses chains that cannot start so. */
export function checkStart(name: string, starting: Starting): void {
  const { start, chains, first = 0 } = starting;
  if (typeof start === 'object') {
    checkSamples(`${name}: start`, start);
    if ('step' in start) checkValue(`${name}: start: step`, start.step, whole(0, 0));
    if ('state' in start && start.state) checkState(`${name}: start: state`, start.state, start.range);
    if (chains !== undefined && chains !== start.count)
      throw new RangeError(`${name}: chains must be the number of start samples, ${start.count}, not ${show(chains)}`);
  }
  const count = typeof start === 'object' ? start.count : (chains ?? 48);
  if (!Number.isSafeInteger(first + count))
    throw new RangeError(`${name}: first must leave room for ${count} whole numbers, not ${first}`);
}

function checkState(what: string, state: Float32Array, range: Range): void {
  checkKind(what, 'numbers in a Float32Array', state, isA('Float32Array', state));
  const outside = firstOutside(state, range);
  if (outside >= 0) throw new RangeError(`${what} must be numbers in ${show(range)}, not ${state[outside]}`);
}

/** Where chains are: the state of all of them after `step` applications. */
export interface Place {
  readonly step: number;
  readonly count: number;
  /** The number of the first chain. */
  readonly first: number;
  readonly state: Float32Array;
}

/** The place before the first step. A draw continues from its state and step. */
export function startPlace(name: string, starting: Starting, manifold: Manifold): Place {
  const { start, first = 0 } = starting;
  const count = chainsOf(name, starting, manifold);
  const noise = (kind: 'uniform' | 'normal') => startNoise(kind, { ...starting, first, count }, manifold);
  if (typeof start !== 'object') return { step: 0, count, first, state: noise(start) };
  checkSpace(`${name}: start`, start, manifold);
  const place = { step: 'step' in start ? start.step : 0, count, first };
  const [size, wide] = [sizeOf(manifold.shape), stateSize(manifold)];
  const state = 'state' in start ? start.state : undefined;
  if (state?.length === count * wide) return { ...place, state };
  const { known } = start;
  if (wide === size && !known) return { ...place, state: start.values };
  const whole = noise('uniform');
  for (let i = 0; i < count; i++)
    for (let j = 0; j < size; j++) if (known?.[i * size + j] !== 0) whole[i * wide + j] = start.values[i * size + j]!;
  return { ...place, state: whole };
}

/** Noise over the whole domain. Chain i's depends on (seed, i) alone. */
function startNoise(
  kind: 'uniform' | 'normal',
  { first, count, seed }: { first: number; count: number; seed: number },
  manifold: Manifold,
): Float32Array {
  const { range } = manifold;
  const columns = stateSize(manifold);
  const values = new Float32Array(count * columns);
  const middle = (range[0] + range[1]) / 2;
  const half = (range[1] - range[0]) / 2;
  for (let at = 0, chain = first; at < values.length; chain++) {
    const key = keyOf(seed, Purpose.start, chain);
    for (let i = 0; i < columns; i++, at++) {
      const z = kind === 'uniform' ? 2 * uniform(key, i) - 1 : normal(key, i);
      values[at] = clip(middle + half * z, range);
    }
  }
  return values;
}
