import { check, checkKind, share, whole } from '../base/check.js';
import { fillNoise, keyOf, Purpose } from '../base/random.js';
import { simd } from '../base/simd.js';
import type { Manifold, Motion } from './manifold.js';
import { sumNoise } from './noise.js';
import { stateSize } from './units.js';

/** Options of `withTurns`. */
export interface TurnOptions {
  /** The kaleidoscope is turned after every so many applications; 16 by default. */
  readonly every?: number | undefined;
  /** How far a state goes to what the network makes of it, in the applications between, from 0 to 1; 0.05 by default. */
  readonly step?: number | undefined;
  /** The share of a state that a turn replaces by noise, from 0 to 1; 0.9 by default. */
  readonly share?: number | undefined;
}

/** Options of `withWalk`. */
export interface WalkOptions {
  /** How far a state goes in each application, from 0 to 1; 0.1 by default. */
  readonly step?: number | undefined;
  /** The share of noise in a state, τ, that the walk keeps up; from 0 to 1, 0.65 by default. */
  readonly level?: number | undefined;
}

/** The manifold, turned every so many applications. */
export function turning(options: TurnOptions = {}): (manifold: Manifold) => Manifold {
  const rules = { every: whole(1, 16), step: share(0.05), share: share(0.9) };
  return moving('withTurns', { kind: 'turns', ...check('withTurns', options, rules) });
}

/** The manifold, walked without a schedule. */
export function walking(options: WalkOptions = {}): (manifold: Manifold) => Manifold {
  return moving('withWalk', { kind: 'walk', ...check('withWalk', options, { step: share(0.1), level: share(0.65) }) });
}

const moving = (name: string, motion: Motion) => (manifold: Manifold) => {
  checkKind(name, 'a Manifold', manifold, Array.isArray(manifold?.noise));
  return { ...manifold, motion };
};

/** z' = a z + b f(z) + c u, all taken from the middle of the domain, with u uniform over it. */
export interface Coefficients {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** The coefficients of the application that reaches `step`. Without motion they are those of Eq. 3, which adds only ε. */
export function coefficientsAt(motion: Motion | undefined, step: number): Coefficients {
  if (!motion) return { a: 0, b: 1, c: 0 };
  if (motion.kind === 'turns')
    return step % motion.every === 0
      ? { a: 0, b: 1 - motion.share, c: motion.share }
      : { a: 1 - motion.step, b: motion.step, c: 0 };
  const { step: h, level } = motion;
  return { a: 1 - h, b: h * (1 - level), c: level * Math.sqrt(h * (2 - h)) };
}

/** Whether anything is added to the states of this manifold: then the engine is to add what `fillAdded` fills in. */
export const adds = ({ noise, motion }: Manifold): boolean => noise.length > 0 || motion !== undefined;

/**
 * Fills `out` with what is added to a z + b f(z) for the states of one step, a row for chain `first`, first + 1, …: c u, the noise ε of
 * `withNoise`, and what the coefficients leave of the middle of the domain.
 * The numbers of chain i depend on (seed, i, step) alone.
 */
export function fillAdded(out: Float32Array, manifold: Manifold, seed: number, step: number, first: number): void {
  const { noise, motion, range } = manifold;
  const columns = stateSize(manifold);
  if (noise.length > 0) sumNoise(out, columns, noise, seed, step, first);
  else out.fill(0);
  const { a, b, c } = coefficientsAt(motion, step);
  const [low, high] = range;
  if (c === 0) return; // then a + b = 1
  const middle = (1 - a - b) * ((low + high) / 2);
  const u = new Float32Array(out.length);
  fillNoise(u, columns, c * ((high - low) / 2), 'uniform', keyOf(seed, Purpose.turn, step), first);
  for (let i = 0; i < out.length; i++) out[i]! += u[i]! + middle;
}

/** The same with a z added, where chains are at z. */
export function fillMoved(
  out: Float32Array,
  manifold: Manifold,
  seed: number,
  step: number,
  first: number,
  z: Float32Array,
): void {
  const { a, c } = coefficientsAt(manifold.motion, step);
  if (c === 0 && manifold.noise.length === 0) fillTimes(out, a, z);
  else {
    fillAdded(out, manifold, seed, step, first);
    addTimes(out, a, z);
  }
}

/** a z, rounded as single precision is, where nothing else is added. */
export function fillTimes(out: Float32Array, a: number, z: Float32Array): void {
  const fast = simd();
  if (fast) fast.fillTimes(out, a, z);
  else addTimesPlainly(out.fill(0), a, z);
}

/** Adds a z to what is there, rounded as single precision is. */
export function addTimes(there: Float32Array, a: number, z: Float32Array): void {
  if (a === 0) return;
  const fast = simd();
  if (fast) fast.addTimes(there, a, z);
  else addTimesPlainly(there, a, z);
}

/** The same in plain JavaScript, bit for bit. */
export function addTimesPlainly(there: Float32Array, a: number, z: Float32Array): void {
  const times = Math.fround(a);
  for (let i = 0; i < there.length; i++) there[i]! += Math.fround(times * z[i]!);
}
