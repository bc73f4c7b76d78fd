import { check, checkKind, isObject, type Rule } from '../base/check.js';
import { alsoKnowing, type GivenLabel, type GivenOptions, giving as givingOne } from '../core/given.js';
import type { Manifold } from '../core/manifold.js';
import type { Samples } from '../core/samples.js';
import type { DatedRow } from '../core/table.js';
import { type GivenAttributes, knownAttributes } from './attributes.js';
import { type GivenRowsOptions, knownRows } from './known-rows.js';

const attributesRule: Rule<GivenAttributes['attributes']> = {
  types: ['object', 'array'],
  allowed: 'an object with a value for each attribute that is known, or a list of such',
  accepts: (value) => isObject(value) || Array.isArray(value),
  fallback: {},
};

/** The manifold with something that its chains know: a class, attributes, samples, or rows of a table. */
export function giving(
  what: GivenLabel | GivenAttributes | Samples | readonly DatedRow[],
  options: GivenOptions | GivenRowsOptions = {},
): (manifold: Manifold) => Manifold {
  checkKind('given', 'a label, attributes, Samples, or rows of a table', what, isObject(what) || Array.isArray(what));
  if (Array.isArray(what)) return alsoKnowing(knownRows(what, options as GivenRowsOptions));
  if ('attributes' in what && !('values' in what)) {
    check('given', what, { attributes: attributesRule });
    return alsoKnowing(knownAttributes(what));
  }
  return givingOne(what as GivenLabel | Samples, options as GivenOptions);
}
