import type { Samples } from '../src/core/samples.js';
import { type LabelOptions, labelled } from '../src/core/units.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Makes the classes of samples units of the network, beside the data: one unit for each class, in `copies`. A network
 * that learns them samples conditionally (`given`), and reports what each chain shows: the `labels` of its draws. Draws
 * show only the data. Beyond the paper, whose future work names conditional generation.
 *
 * @throws RangeError when `copies` is not a whole number of at least 1, at once; TypeError for samples without labels,
 * in the stream.
 * @example
 * ```ts
 * fromMnist({ count: 1_000 }).pipe(
 *   withLabels(),
 *   trainManifold({ depth: 3, steps: 100, schedule: 'cosine', blend: [0.6, 1], given: 0.5 }),
 *   given({ label: 7 }),
 *   withTurns(),
 *   kaleidoscope({ chains: 4 }),
 *   thin(16), // sevens
 * );
 * ```
 */
export function withLabels(options?: LabelOptions): Operator<Samples, Samples> {
  return mapped(labelled(options));
}
