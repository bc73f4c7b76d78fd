import type { GivenLabel, GivenOptions } from '../src/core/given.js';
import type { Manifold } from '../src/core/manifold.js';
import type { Samples } from '../src/core/samples.js';
import type { DatedRow, RowOf } from '../src/core/table.js';
import type { GivenAttributes } from '../src/tables/attributes.js';
import { giving } from '../src/tables/given.js';
import type { GivenRowsOptions } from '../src/tables/known-rows.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Conditions chains on the class of each, or on some of its values: what is given is restored before every application,
 * and in every draw, exactly. Use it with a manifold trained with the option `given`, and before `kaleidoscope`. Beyond
 * the paper, whose future work names conditional generation.
 *
 * @param what `{ label }`, one class or several that the chains take in turn, after `withLabels`, by number or, if they
 * have names, by name (`{ label: 'cat' }`); `{ attributes }`, such as `{ hair: 'red', glasses: true }`, after
 * `withAttributes`, or a list of such rows, which the chains take in turn, and whose missing attributes the chain
 * decides; or samples, which the chains take in turn, whose `mask` says which values are known (all by default); or
 * rows of a table (`fromTable`), which the chains take in turn, whose cells are given, and imputed where they are
 * missing, null or undefined. Each of several samples or rows has a chain, unless `chains` says more.
 * @throws RangeError or TypeError for what is not allowed, at once; RangeError for what does not fit the manifold, in
 * the stream.
 * @example
 * ```ts
 * const upperHalf = Array.from({ length: 784 }, (_, pixel) => pixel < 392);
 * fromMnist({ split: 'test', count: 10 }).pipe(
 *   switchMap((digits) =>
 *     fromMnist({ count: 1_000 }).pipe(
 *       trainManifold({ depth: 3, steps: 100, schedule: 'cosine', blend: [0.6, 1], given: 0.5 }),
 *       given(digits, { mask: upperHalf }),
 *       withTurns(),
 *       kaleidoscope({ chains: digits.count }),
 *       thin(48),
 *       take(1),
 *     ),
 *   ),
 * );
 * ```
 */
export function given<Row extends RowOf<Row>>(what: GivenAttributes<Row>): Operator<Manifold, Manifold>;
export function given<Row extends RowOf<Row>>(
  what: GivenLabel | GivenAttributes | Samples | readonly Row[],
): Operator<Manifold, Manifold>;
export function given(what: Samples, options?: GivenOptions): Operator<Manifold, Manifold>;
export function given<Row extends RowOf<Row>>(
  rows: readonly Row[],
  options?: GivenRowsOptions,
): Operator<Manifold, Manifold>;
export function given(
  what: GivenLabel | GivenAttributes | Samples | readonly DatedRow[],
  options?: GivenOptions | GivenRowsOptions,
): Operator<Manifold, Manifold> {
  return mapped(giving(what, options));
}
