import type { OperatorAsyncFunction } from 'ix/interfaces';
import { training as steps, type TrainingOptions, type TrainingStep } from '../../src/streams/training.js';
import type { Samples } from '../../src/values/samples.js';
import { lift } from './lift.js';

/**
 * Manifold learning (Eq. 1), watched: trains a deep ReLU network to reproduce its samples, with Adam on mean square
 * error, and yields the network at steps 0, `every`, 2·`every`, … and the last. It trains only while the next one is
 * waited for.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; when read, for samples that are not finite,
 * out of range or fewer than a batch, and an Error that names the step when the loss is no longer finite.
 * @example
 * ```ts
 * for await (const { step, loss } of fromPoints([0.2, 0.8]).pipe(training({ depth: 7, width: 10, steps: 500 })))
 *   console.log(step, loss);
 * ```
 */
export function training(options?: TrainingOptions): OperatorAsyncFunction<Samples, TrainingStep> {
  const train = steps(options);
  return lift(async function* (source, signal) {
    for await (const samples of source) yield* train(samples, signal);
  });
}
