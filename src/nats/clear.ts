import type { JetStreamManager } from '@nats-io/jetstream';
import { lasting } from './lasting.js';
import type { RunNames } from './names.js';

/**
 * Takes all of a run off the server but its jobs, and last the stream by which others know of it. A worker that takes a job then
 * finds that there is no such run.
 */
export async function clear(jsm: JetStreamManager, { stream, objects }: RunNames): Promise<void> {
  for (const name of [`OBJ_${objects}`, stream]) await gone(() => jsm.streams.delete(name));
}

/** What a server of 2.9 answers where there is no message to be deleted. */
const noMessage = 10_057;

/** Resolves when something is deleted, also where it was not there. */
export async function gone(deleting: () => Promise<unknown>): Promise<void> {
  await lasting(() =>
    deleting().catch((error) => {
      if (error.status !== 404 && error.code !== noMessage) throw error;
    }),
  );
}
