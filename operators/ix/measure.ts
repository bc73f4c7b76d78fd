import type { OperatorAsyncFunction } from 'ix/interfaces';
import type { Measured, Metrics } from '../../src/metrics/metric.js';
import { measuring } from '../../src/streams/measure.js';
import type { Draw } from '../../src/values/samples.js';
import { lift } from './lift.js';

/**
 * Measures each draw, and yields it with what was found, by the names given: metrics of this library, such as `energy`,
 * `movement`, `nearest` and `boxDimension`, or any function of a draw. A second `measure` sees what the first has found.
 *
 * @throws TypeError or RangeError for what is no metric, at once; errors of metrics, when read.
 * @example
 * ```ts
 * const measured = draws.pipe(measure({ movement: movement(), lowest: ({ values }) => Math.min(...values) }), take(5));
 * for await (const { step, metrics } of measured) console.log(step, metrics.movement, metrics.lowest);
 * ```
 */
export function measure<D extends Draw, const M extends Metrics<D>>(
  metrics: M,
): OperatorAsyncFunction<D, Measured<D, M>> {
  const open = measuring<D, M>(metrics);
  return lift(async function* (draws, signal) {
    const opened = open(signal);
    try {
      for await (const draw of draws) yield await opened.measure(draw);
      await opened.end();
    } finally {
      await opened.abandon();
    }
  });
}
