import type { Manifold } from '../src/core/manifold.js';
import type { Samples } from '../src/core/samples.js';
import { trained } from '../src/streams/training.js';
import type { TrainingOptions } from '../src/streams/training-options.js';
import { each, type Operator } from './lift/rxjs/lift.js';

/**
 * Manifold learning (Eq. 1): trains a deep ReLU network to reproduce its samples, and emits one `Manifold` for each
 * `Samples`, the best among steps 0, `every`, 2·`every`, … and the last: see `lowestLoss`.
 *
 * @throws As `training` does.
 * @example
 * ```ts
 * fromMnist({ count: 10_000 }).pipe(trainManifold({ depth: 10, width: 500, steps: 10_000, learningRate: 1e-4 }));
 * ```
 */
export function trainManifold(options?: TrainingOptions): Operator<Samples, Manifold> {
  return each(trained(options));
}
