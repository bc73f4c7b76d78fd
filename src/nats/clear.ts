import type { JetStreamManager } from '@nats-io/jetstream';
import { lasting } from './lasting.js';
import { jobs, type RunNames } from './names.js';

/** Takes all of a run off the server: its jobs, what has come of them, and what they need. */
export async function clear(jsm: JetStreamManager, names: RunNames): Promise<void> {
  await lasting(() => jsm.streams.purge(jobs.stream, { filter: names.job('*') }));
  for (const stream of [names.stream, `OBJ_${names.objects}`]) await lasting(() => gone(jsm.streams.delete(stream)));
}

/** Resolves when something is deleted, also where it was not there. */
async function gone(deleting: Promise<unknown>): Promise<void> {
  await deleting.catch((error) => {
    if (error.status !== 404) throw error;
  });
}
