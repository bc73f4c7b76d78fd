import { check, checkKind, checkValue, isObject, type Rule, show } from '../base/check.js';
import { type GivenRowsOptions, knownRows } from '../tables/known-rows.js';
import { stateSize, writeUnits } from './label-units.js';
import { checkSpace, type Known, type Manifold } from './manifold.js';
import { checkSamples, type Samples, sizeOf } from './samples.js';
import type { DatedRow, TableRow } from './table.js';

export type { GivenRowsOptions } from '../tables/known-rows.js';

/** The class that each chain is to show. */
export interface GivenLabel {
  /**
   * One class for all chains, or several, which the chains take in turn: each by its number or, where the classes have names,
   * by its name. A number that is one class's and another's name, as where a table has the label 1 before 0, is refused.
   */
  readonly label: number | string | readonly (number | string)[];
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
export function giving(
  what: GivenLabel | Samples | readonly DatedRow[],
  options: GivenOptions | GivenRowsOptions = {},
): (manifold: Manifold) => Manifold {
  checkKind('given', 'a label, Samples, or rows of a table', what, isObject(what) || Array.isArray(what));
  return alsoKnowing(knowing(what, options));
}

/** The same of classes by their numbers alone, as a file has them, whatever they are called. */
export const givingClasses = (label: readonly number[]) => alsoKnowing(knownLabels({ label }, false));

const alsoKnowing =
  (known: (manifold: Manifold) => Known) =>
  (manifold: Manifold): Manifold => {
    checkKind('given', 'a Manifold', manifold, Array.isArray(manifold?.noise));
    return { ...manifold, known: [...(manifold.known ?? []), known(manifold)] };
  };

function knowing(what: GivenLabel | Samples | readonly DatedRow[], options: GivenOptions | GivenRowsOptions) {
  if (Array.isArray(what)) return knownRows(what, options as GivenRowsOptions);
  return 'values' in what ? knownData(what as Samples, options as GivenOptions) : knownLabels(what as GivenLabel);
}

const isClass = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'number' && (value | 0) === value);

const labelRule: Rule<GivenLabel['label']> = {
  types: ['number', 'string', 'array'],
  allowed: 'a class or a list of them, each a whole number or a name',
  accepts: (value) => isClass(value) || (Array.isArray(value) && value.every(isClass)),
  fallback: 0,
};

function knownLabels(what: GivenLabel, areNamed = true): (manifold: Manifold) => Known {
  check('given', what, { label: labelRule });
  const asked: readonly (number | string)[] = [checkValue('given: label', what.label, labelRule)].flat();
  return ({ labelUnits, labelNames }) => {
    if (!labelUnits)
      throw new RangeError(
        'given: label needs a manifold that has learned labels: put withLabels() before its training',
      );
    const { classes } = labelUnits;
    const labels = asked.map((each) => {
      const byName = labelNames?.indexOf(String(each)) ?? -1;
      const found = typeof each === 'number' ? each : byName;
      if (areNamed && byName >= 0 && byName !== found && classes.includes(found))
        throw new RangeError(
          `given: label ${each} is the number of class ${show(labelNames![found])} and the name of another: say ${show(labelNames![found])} or ${show(String(each))}`,
        );
      if (classes.includes(found)) return found;
      const named = labelNames && classes.map((label) => `${label} ${show(labelNames[label])}`);
      const unnamed = typeof each === 'string' && !named ? ' by its number, for the classes have no names' : '';
      throw new RangeError(`given: label must be among ${(named ?? classes).join(', ')}${unnamed}, not ${show(each)}`);
    });
    return { labels: Int32Array.from(labels) };
  };
}

function knownData(samples: Samples, options: GivenOptions): (manifold: Manifold) => Known {
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
  const given = Uint8Array.from(mask ?? new Uint8Array(size).fill(1), (known) => (known ? 1 : 0));
  const { known } = samples;
  const data = {
    values: values.slice(),
    mask: known ? known.map((known, i) => known & given[i % given.length]!) : given,
  };
  return (manifold) => {
    checkSpace('given: samples', samples, manifold);
    return { data: { values: data.values.slice(), mask: data.mask.slice() } };
  };
}

/** Whether chains of this manifold know anything. */
export const knows = ({ known = [] }: Manifold): boolean =>
  known.some(({ labels, data }) => labels?.length || data?.mask.includes(1));

/** How many rows or samples chains are given, each for one of them; 1 where they are given the same or nothing. */
export const givenCount = ({ known = [], shape }: Manifold): number =>
  Math.max(1, ...known.map(({ data }) => (data ? data.values.length / sizeOf(shape) : 1)));

/** Of each of `count` chains the cells that it was given, where chains were given rows of a table. */
export function givenRows({ known = [] }: Manifold, first: number, count: number): readonly TableRow[] | undefined {
  const all = known.flatMap(({ rows }) => (rows ? [rows] : []));
  if (all.length === 0) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const rows = all.map((rows) => rows[(first + i) % rows.length]!);
    return rows.length === 1 ? rows[0]! : Object.fromEntries(rows.flatMap((row) => Object.entries(row)));
  });
}

/** What chains know, as rows of states. */
export interface KnownStates {
  /** What is known, and 0 elsewhere. */
  readonly values: Float32Array;
  /** 0 where something is known, else 1. */
  readonly free: Float32Array;
}

/** What the chains first, first + 1, … know, written into these rows of states. */
export function fillKnown({ values, free }: KnownStates, manifold: Manifold, first: number): void {
  values.fill(0);
  free.fill(1);
  eachKnown(values.length, manifold, first, (at, value) => {
    values[at] = value;
    free[at] = 0;
  });
}

/** Puts what the chains first, first + 1, … know into their states. */
export function putBack(states: Float32Array, manifold: Manifold, first: number): Float32Array {
  if (!knows(manifold)) return states;
  const put = states.slice();
  eachKnown(put.length, manifold, first, (at, value) => {
    put[at] = value;
  });
  return put;
}

function eachKnown(length: number, manifold: Manifold, first: number, use: (at: number, value: number) => void): void {
  const { known = [], shape } = manifold;
  const [size, wide] = [sizeOf(shape), stateSize(manifold)];
  const units = new Float32Array(wide);
  for (let start = 0, chain = first; start < length; start += wide, chain++)
    for (const { labels, labelMask, data } of known) {
      if (labels?.length && labelMask?.[chain % labels.length] !== 0) {
        writeUnits(units, labels[chain % labels.length]!, manifold);
        for (let i = size; i < wide; i++) use(start + i, units[i]!);
      }
      if (!data) continue;
      const from = (chain % (data.values.length / size)) * size;
      const mask = from % data.mask.length;
      for (let i = 0; i < size; i++) if (data.mask[mask + i] === 1) use(start + i, data.values[from + i]!);
    }
}
