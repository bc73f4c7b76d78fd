import { checkKind, show } from '../base/check.js';
import { checkSpace, type Manifold } from '../core/manifold.js';
import { checkSamples, type Samples } from '../core/samples.js';

/** What samples are to be alike to: others, or a manifold. */
type Model = Pick<Manifold, 'shape' | 'range' | 'table' | 'labelUnits' | 'labelNames' | 'attributeUnits'>;

/**
 * Samples in the units of others or of a manifold: the same labels, by their names where both have some, and the same attributes.
 * @param name What they are, to speak of them, and `whose` what they are to be alike to.
 * @throws RangeError for another space, and for labels and attributes that are not there.
 */
export async function alike(name: string, samples: Samples, model: Model, whose: string): Promise<Samples> {
  const { labelUnits, labelNames, attributeUnits } = model;
  checkSpace(name, samples, model, whose);
  for (const units of ['labelUnits', 'attributeUnits'] as const)
    if (samples[units] && !model[units]) throw new RangeError(`${name} must have ${whose} units, and no ${units}`);
  const { attributes } = samples;
  if (attributeUnits) checkKind(name, 'Samples with attributes', samples, Array.isArray(attributes));
  const same = {
    ...samples,
    ...(labelUnits && {
      labels: labelsLike(name, samples, labelUnits.classes, labelNames),
      labelUnits,
      ...(labelNames && { labelNames }),
    }),
    ...(attributeUnits && {
      attributeUnits: (await import('../tables/attributes.js')).unitsLike(name, attributes!, attributeUnits),
    }),
  };
  checkSamples(name, same);
  return same;
}

/** The classes of samples as others call them. */
function labelsLike(
  name: string,
  { labels, labelNames }: Samples,
  classes: readonly number[],
  names: readonly string[] | undefined,
): Int32Array {
  if (!labels) throw new RangeError(`${name} must have labels`);
  return labels.map((label) => {
    const own = names && labelNames ? names.indexOf(labelNames[label]!) : label;
    if (!classes.includes(own)) {
      const known = names && labelNames ? classes.map((label) => show(names[label])) : classes;
      throw new RangeError(
        `${name}: labels must be among ${known.join(', ')}, not ${show(labelNames?.[label] ?? label)}`,
      );
    }
    return own;
  });
}
