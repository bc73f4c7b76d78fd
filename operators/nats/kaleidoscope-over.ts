import type { NatsConnection } from '@nats-io/nats-core';
import type { Manifold } from '../../src/core/manifold.js';
import type { Draw } from '../../src/core/samples.js';
import type { ClusterOptions } from '../../src/nats/blocks.js';
import { chainOver } from '../../src/nats/sampling.js';
import { latest, type Operator } from '../lift/rxjs/lift.js';

/**
 * Kaleidoscopic sampling by any number of workers (`work`), over NATS JetStream: the draws of `kaleidoscope`, those of all
 * chains together, in order, bit for bit where the workers are of one kind. What is computed is never more than a draw
 * ahead of what is read. Workers may come and go, and the server start anew. Beyond the paper.
 *
 * @param connection A connection of `@nats-io/transport-node`, or of `wsconnect`, that you open and close. Let it reconnect
 * without end (`maxReconnectAttempts: -1`), so that a run outlives a server that is away for up to two minutes.
 * @throws TypeError or RangeError for an option that is not allowed, at once; Error when a job has failed three times, in the stream.
 * @example
 * ```ts nats
 * manifold.pipe(
 *   withNoise(0.01),
 *   kaleidoscopeOver(connection, { chains: 20_000, seed: 7, burnIn: 50, thin: 10, take: 5 }),
 * );
 * ```
 */
export function kaleidoscopeOver(connection: NatsConnection, options?: ClusterOptions): Operator<Manifold, Draw> {
  return latest(chainOver(connection, options));
}
