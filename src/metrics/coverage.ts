import type { Nearest } from './nearest.js';

/** How much of the data a draw shows. */
export interface Coverage {
  /** Different samples among the nearest ones; one for each chain at most. */
  readonly neighbours: number;
  /** Different classes among them, where the samples have labels. */
  readonly classes?: number;
}

/**
 * How many different samples, and classes, the chains of a draw are nearest to: few mean that the chains have all gone
 * the same way.
 *
 * @example
 * ```ts
 * const data = { values: Float32Array.of(0.2, 0.8), count: 2, shape: [1], range: [0, 1] } as const;
 * fromPoints([0.2, 0.8]).pipe(
 *   trainManifold({ depth: 2, width: 8, steps: 200 }),
 *   kaleidoscope(),
 *   measure({ nearest: nearest(data) }),
 *   measure({ coverage: ({ metrics }) => coverage(metrics.nearest) }),
 *   take(3),
 * );
 * ```
 */
export function coverage(nearest: Required<Nearest>): Required<Coverage>;
export function coverage(nearest: Nearest): Coverage;
export function coverage({ index, label }: Nearest): Coverage {
  const neighbours = new Set(index).size;
  return label ? { neighbours, classes: new Set(label).size } : { neighbours };
}
