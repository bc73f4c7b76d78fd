import type { NatsConnection } from '@nats-io/nats-core';
import type { Samples } from '../../src/core/samples.js';
import { type SweepOptions, type SweptManifold, type SweptOptions, sweep } from '../../src/nats/sweep.js';
import { latest, type Operator } from '../lift/rxjs/lift.js';

/**
 * Manifold learning, Eq. 1, by any number of workers (`work`), over NATS JetStream: a training for each of the options, all on
 * the same samples; emits each manifold when its training ends, bit for bit that of `trainManifold` where the workers are of one
 * kind, and says which training it is of. When a worker dies, another resumes from its checkpoint, of the last `every` steps.
 * Beyond the paper.
 *
 * @param connection A connection of `@nats-io/transport-node`, or of `wsconnect`, that you open and close.
 * @param trainings Options as of `trainManifold`; `layersModel`, `start`, `checkpoint` and `engine` cannot be
 * sent, and `validation` only as a share.
 * @throws TypeError or RangeError for an option that is not allowed, at once; Error when a training has failed three times, in the
 * stream.
 * @example
 * ```ts nats
 * fromPoints([0.2, 0.8]).pipe(
 *   trainOver(connection, [2, 4, 8].map((width) => ({ depth: 2, width, steps: 200 }))),
 *   map(({ training, loss }) => `training ${training} has ended with a loss of ${loss}`),
 * );
 * ```
 */
export function trainOver(
  connection: NatsConnection,
  trainings: readonly SweptOptions[],
  options?: SweepOptions,
): Operator<Samples, SweptManifold> {
  return latest(sweep(connection, trainings, options));
}
