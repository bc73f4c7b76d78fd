import type { NatsConnection } from '@nats-io/nats-core';
import type { Manifold } from '../../src/core/manifold.js';
import { type ClusterMetrics, type MeasureOptions, type Measures, measuringOver } from '../../src/nats/measuring.js';
import { latest, type Operator } from '../lift/rxjs/lift.js';

/**
 * Kaleidoscopic sampling and `measure` by any number of workers (`work`), over NATS JetStream: what is measured crosses the
 * network, and no draw. The metrics are those of these names, and coverage is that of all chains together. Beyond the paper.
 *
 * @param connection A connection of `@nats-io/transport-node`, or of `wsconnect`, that you open and close.
 * @throws TypeError or RangeError for an option that is not allowed, at once; Error when a job has failed three times, in the stream.
 * @example
 * ```ts nats
 * manifold.pipe(
 *   measureOver(connection, { chains: 1_000, block: 250, burnIn: 20, metrics: ['energy'] }),
 *   map(({ step, metrics }) => `energy at step ${step}: ${Math.max(...metrics.energy)} at most`),
 * );
 * ```
 */
export function measureOver<Name extends keyof ClusterMetrics>(
  connection: NatsConnection,
  options: MeasureOptions<Name>,
): Operator<Manifold, Measures<Name>> {
  return latest(measuringOver(connection, options));
}
