import type { Samples } from '../src/core/samples.js';
import { training as steps } from '../src/streams/training.js';
import type { TrainingOptions } from '../src/streams/training-options.js';
import type { TrainingStep } from '../src/streams/training-step.js';
import { each, type Operator } from './lift/rxjs/lift.js';

/**
 * Manifold learning (Eq. 1), step by step: trains a deep ReLU network to reproduce its samples, with Adam on mean
 * square error, and emits the network at steps 0, `every`, 2·`every`, … and the last. Use it to follow the loss, to
 * keep checkpoints, or to sample from a network while it learns; `trainManifold` keeps only the best. `validation`
 * holds samples out, `patience` is early stopping, and `start` fine-tunes a manifold.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; for samples that are not finite, out of
 * range, fewer than a batch or not of the space of `start`, in the stream; an Error that names the step when the loss
 * is no longer finite.
 * @example
 * ```ts
 * fromPoints([0.2, 0.8])
 *   .pipe(training({ depth: 7, width: 10, steps: 500, learningRate: 1e-3 }))
 *   .subscribe(({ step, loss }) => console.log(step, loss));
 *
 * fromPoints([0.1, 0.2, 0.3, 0.7, 0.8, 0.9])
 *   .pipe(training({ depth: 3, width: 20, steps: 2_000, validation: 0.3, patience: 300 }))
 *   .subscribe(({ step, validation }) => console.log(step, validation));
 * ```
 */
export function training(options?: TrainingOptions): Operator<Samples, TrainingStep> {
  return each(steps(options));
}
