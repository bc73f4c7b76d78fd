import { check, checkKind, checkValue, isObject, type Rule } from './check.js';
import { stateSize, writeUnits } from './label-units.js';
import { checkSpace, type Known, type Manifold } from './manifold.js';
import { checkSamples, type Samples, sizeOf } from './samples.js';

/** The class that each chain is to show. */
export interface GivenLabel {
  /** One class for all chains, or several, which the chains take in turn. */
  readonly label: number | readonly number[];
}

/** Options of `given` for samples. */
export interface GivenOptions {
  /**
   * Which values of a sample are known, row after row: for one sample, which then holds for all, or for each. All by
   * default.
   */
  readonly mask?: ArrayLike<number | boolean> | undefined;
}

/** The manifold with something that its chains know. */
export function giving(what: GivenLabel | Samples, options: GivenOptions = {}): (manifold: Manifold) => Manifold {
  checkKind('given', 'a label or Samples', what, isObject(what));
  const { fits, ...known } = 'values' in what ? knownData(what, options) : knownLabels(what);
  return (manifold) => {
    checkKind('given', 'a Manifold', manifold, Array.isArray(manifold?.noise));
    fits(manifold);
    return { ...manifold, known: [...(manifold.known ?? []), known] };
  };
}

const isClass = (value: unknown): boolean => typeof value === 'number' && (value | 0) === value;

const labelRule: Rule<number | readonly number[]> = {
  types: ['number', 'array'],
  allowed: 'a class or a list of them, each a whole number',
  accepts: (value) => isClass(value) || (Array.isArray(value) && value.every(isClass)),
  fallback: 0,
};

function knownLabels(what: GivenLabel) {
  check('given', what, { label: labelRule });
  const labels = Int32Array.from([checkValue('given: label', what.label, labelRule)].flat());
  const fits = ({ labelUnits }: Manifold) => {
    if (!labelUnits)
      throw new RangeError(
        'given: label needs a manifold that has learned labels: put withLabels() before its training',
      );
    const unknown = labels.find((each) => !labelUnits.classes.includes(each));
    if (unknown !== undefined)
      throw new RangeError(`given: label must be among ${labelUnits.classes.join(', ')}, not ${unknown}`);
  };
  return { labels, fits };
}

function knownData(samples: Samples, options: GivenOptions) {
  checkSamples('given', samples);
  const { shape, values, count } = samples;
  const size = sizeOf(shape);
  const { mask } = check('given', options, {
    mask: {
      types: ['array', 'typed array'],
      allowed: `${size} values, or ${count * size} for all ${count} samples`,
      accepts: (value) =>
        typeof value === 'object' &&
        [size, values.length].includes((value as ArrayLike<unknown> | null)?.length as number),
      fallback: undefined as GivenOptions['mask'],
    },
  });
  const data = { values, mask: Uint8Array.from(mask ?? new Uint8Array(size).fill(1), (known) => (known ? 1 : 0)) };
  return { data, fits: (manifold: Manifold) => checkSpace('given: samples', samples, manifold) };
}

/** What all chains of a run know, as rows of states. */
export interface KnownStates {
  /** What is known, and 0 elsewhere. */
  readonly values: Float32Array;
  /** 0 where something is known, else 1. */
  readonly free: Float32Array;
}

/** What so many chains know; nothing where nothing is given. */
export function knownStates(manifold: Manifold, chains: number): KnownStates | undefined {
  const { known = [] } = manifold;
  if (known.length === 0) return undefined;
  const wide = stateSize(manifold);
  const values = new Float32Array(chains * wide);
  const free = new Float32Array(chains * wide).fill(1);
  for (let chain = 0; chain < chains; chain++) {
    const row = (states: Float32Array) => states.subarray(chain * wide, (chain + 1) * wide);
    for (const each of known) write(each, chain, manifold, row(values), row(free));
  }
  return free.includes(0) ? { values, free } : undefined;
}

function write(known: Known, chain: number, manifold: Manifold, row: Float32Array, free: Float32Array): void {
  const size = sizeOf(manifold.shape);
  const { labels = [], data } = known;
  if (labels.length > 0) {
    writeUnits(row, labels[chain % labels.length]!, manifold);
    free.fill(0, size);
  }
  if (!data) return;
  const from = (chain * size) % data.values.length;
  const mask = from % data.mask.length;
  for (let i = 0; i < size; i++) {
    if (data.mask[mask + i] === 0) continue;
    row[i] = data.values[from + i]!;
    free[i] = 0;
  }
}

/** Puts what is known back into states. */
export function putBack(states: Float32Array, known: KnownStates | undefined): Float32Array {
  return known ? states.map((value, i) => value * known.free[i]! + known.values[i]!) : states;
}
