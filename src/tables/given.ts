import { checkKind, isObject } from '../base/check.js';
import { alsoKnowing, type GivenLabel, type GivenOptions, giving as givingOne } from '../core/given.js';
import type { Manifold } from '../core/manifold.js';
import type { Samples } from '../core/samples.js';
import type { DatedRow } from '../core/table.js';
import { type GivenRowsOptions, knownRows } from './known-rows.js';

/** The manifold with something that its chains know: a class, samples, or rows of a table. */
export function giving(
  what: GivenLabel | Samples | readonly DatedRow[],
  options: GivenOptions | GivenRowsOptions = {},
): (manifold: Manifold) => Manifold {
  checkKind('given', 'a label, Samples, or rows of a table', what, isObject(what) || Array.isArray(what));
  return Array.isArray(what)
    ? alsoKnowing(knownRows(what, options as GivenRowsOptions))
    : givingOne(what as GivenLabel | Samples, options as GivenOptions);
}
