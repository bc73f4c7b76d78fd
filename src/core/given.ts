import { check, checkKind, checkValue, type Rule, show } from '../base/check.js';
import { checkSpace, type Known, type Manifold } from './manifold.js';
import { checkSamples, type Samples, sizeOf } from './samples.js';

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

/** The manifold with a class or samples that its chains know. */
export const giving = (what: GivenLabel | Samples, options: GivenOptions = {}) =>
  alsoKnowing('values' in what ? knownData(what, options) : knownLabels(what));

/** The same of classes by their numbers alone, as a file has them, whatever they are called. */
export const givingClasses = (label: readonly number[]) => alsoKnowing(knownLabels({ label }, false));

/** The manifold with what its chains know beside what they knew before. */
export const alsoKnowing =
  (known: (manifold: Manifold) => Known) =>
  (manifold: Manifold): Manifold => {
    checkKind('given', 'a Manifold', manifold, Array.isArray(manifold?.noise));
    return { ...manifold, known: [...(manifold.known ?? []), known(manifold)] };
  };

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
