import type { JetStreamManager } from '@nats-io/jetstream';
import { lasting } from './lasting.js';
import type { RunNames } from './names.js';

/** Takes all of a run off the server but its jobs: a worker that takes one then finds that there is no run. */
export async function clear(jsm: JetStreamManager, { stream, objects }: RunNames): Promise<void> {
  for (const name of [stream, `OBJ_${objects}`]) await lasting(() => gone(jsm.streams.delete(name)));
}

/** What a server of 2.9 answers where there is no message to be deleted. */
const noMessage = 10_057;

/** Resolves when something is deleted, also where it was not there. */
export async function gone(deleting: Promise<unknown>): Promise<void> {
  await deleting.catch((error) => {
    if (error.status !== 404 && error.code !== noMessage) throw error;
  });
}
