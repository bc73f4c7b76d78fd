import type { Draw } from '../src/core/samples.js';
import type { Measured, Metrics, Unmeasured } from '../src/metrics/metric.js';
import { measuring } from '../src/streams/measure.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Measures each draw, and emits it with the results, under the names that you give: metrics of this library, such as
 * `energy`, `movement`, `nearest` and `boxDimension`, or any function of a draw. A second `measure` sees the results of
 * the first, and needs other names. The chain waits for slow metrics, so it never runs ahead, and `take(n)` measures n
 * draws. It can't wait after an operator that emits later, such as RxJS's `observeOn` and `delay`: put it before those.
 * A function gets a signal that aborts when its answer is no longer needed; what metrics hold is freed at most a second
 * later.
 *
 * @throws TypeError or RangeError for what is no metric, at once; in the stream, a RangeError for a name that an
 * earlier `measure` has taken, and errors of metrics.
 * @example
 * ```ts
 * draws
 *   .pipe(measure({ movement: movement(), lowest: ({ values }) => Math.min(...values) }), take(5))
 *   .subscribe(({ step, metrics }) => console.log(step, metrics.movement, metrics.lowest));
 * ```
 */
export function measure(none: Readonly<Record<string, never>>): 'measure needs one or more metrics';
export function measure<D extends Draw, const M extends Metrics<D>>(
  metrics: M,
): Operator<D & Unmeasured<M>, Measured<D, M>>;
export function measure<D extends Draw, M extends Metrics<D>>(metrics: M): unknown {
  return stage(measuring<D, M>(metrics));
}
