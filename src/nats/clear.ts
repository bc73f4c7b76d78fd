import type { JetStreamManager } from '@nats-io/jetstream';
import { lasting } from './lasting.js';
import { jobs, type RunNames } from './names.js';

/** Takes all of a run off the server: its jobs, what they need, and, last, the stream by which others know of it. */
export async function clear(jsm: JetStreamManager, names: RunNames): Promise<void> {
  await gone(() => jsm.streams.purge(jobs.stream, { filter: names.job('*') }));
  for (const stream of [`OBJ_${names.objects}`, names.stream]) await gone(() => jsm.streams.delete(stream));
}

/** Resolves when something is deleted, also where it was not there. */
async function gone(deleting: () => Promise<unknown>): Promise<void> {
  await lasting(deleting).catch((error) => {
    if (error.status !== 404) throw error;
  });
}
