import type { NatsConnection } from '@nats-io/nats-core';
import type { WorkDone } from '../../src/nats/worker/session.js';
import { type WorkOptions, working } from '../../src/nats/worker/work.js';
import { type Source, source } from '../lift/rxjs/lift.js';

/**
 * A worker: does the jobs of `kaleidoscopeOver`, `measureOver` and `trainOver` that wait in the queue, as long as it is
 * read, and says of each what became of it. What it is at when it is left is given back at once, and another
 * worker goes on with it. `npx kaleidoflow work` is this. Beyond the paper.
 *
 * @param connection A connection of `@nats-io/transport-node`, or of `wsconnect`, that you open and close.
 * @throws TypeError or RangeError for an option that is not allowed, at once.
 * @example
 * ```ts nats
 * work(connection, { name: 'a worker in the corner' }).pipe(map(({ job, milliseconds }) => `${job}: ${milliseconds} ms`));
 * ```
 */
export function work(connection: NatsConnection, options?: WorkOptions): Source<WorkDone> {
  return source(working(connection, options));
}
