import type { Samples } from '../src/core/samples.js';
import { type AttributeOptions, attributed } from '../src/tables/attributes.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Makes the attributes of samples units of the network, beside the data: categories as one unit per value, numbers by
 * rank, all in `copies`, as in `fromTable`. A network that learns them samples conditionally, with
 * `given({ attributes })`, decides what is left open, and reports what each chain shows: the `attributes` of its draws.
 * For a class alone, use `withLabels`. Beyond the paper.
 *
 * @param options `columns`, the attributes to learn, all by default; `copies`, 16 for numbers and 12 for categories by
 * default.
 * @throws RangeError or TypeError for an option that is not allowed, at once. In the stream: TypeError for samples
 * without attributes; RangeError for what is no table: see `fromTable`.
 * @example
 * ```ts
 * const attributes = [{ side: 'left', height: 1 }, { side: 'right', height: 2 }, { side: 'left', height: 3 }];
 * fromPoints([[0, 0.25], [1, 0.5], [0, 0.75]]).pipe(
 *   map((samples) => ({ ...samples, attributes })),
 *   withAttributes(),
 *   trainManifold({ depth: 3, width: 64, steps: 100, blend: [0.1, 0.2], given: 0.5 }),
 *   given({ attributes: { side: 'left' } }),
 *   withTurns(),
 *   kaleidoscope({ chains: 4 }),
 *   thin(16), // left, at any height, and each says which
 * );
 * ```
 */
export function withAttributes(options?: AttributeOptions): Operator<Samples, Samples> {
  return mapped(attributed(options));
}
