import type { OperatorAsyncFunction } from 'ix/interfaces';
import { type TrainingOptions, training } from '../../src/streams/training.js';
import type { Manifold } from '../../src/values/manifold.js';
import type { Samples } from '../../src/values/samples.js';
import { lift } from './lift.js';
import { lowest } from './lowest-loss.js';

/**
 * Manifold learning (Eq. 1): trains a deep ReLU network to reproduce its samples, and yields one `Manifold` for each
 * `Samples`, the best by batch loss among steps 0, `every`, 2·`every`, … and the last.
 *
 * @throws As `training` does.
 * @example
 * ```ts
 * fromMnist({ count: 10_000 }).pipe(trainManifold({ depth: 10, width: 500, steps: 10_000, learningRate: 1e-4 }));
 * ```
 */
export function trainManifold(options?: TrainingOptions): OperatorAsyncFunction<Samples, Manifold> {
  const train = training(options);
  return lift(async function* (source, signal) {
    for await (const samples of source) yield* lowest(train(samples, signal));
  });
}
