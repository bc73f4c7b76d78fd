import type { JetStreamManager } from '@nats-io/jetstream';
import { sideBySide } from '../base/side-by-side.js';
import { lasting } from './lasting.js';
import { jobs, type RunNames } from './names.js';

/** Takes all of a run off the server but its jobs. A worker that takes one then finds that there is no such run. */
export const clear = (jsm: JetStreamManager, { stream }: RunNames): Promise<void> =>
  gone(() => jsm.streams.delete(stream));

/** How many jobs are taken out of the queue at one time. */
const atOnce = 16;

/**
 * Takes what is left of a run's jobs out of the queue: one by one, since where a server of 2.9 purges a part of a queue, its
 * consumers may pass over the rest.
 */
export async function takeOut(jsm: JetStreamManager, names: RunNames): Promise<void> {
  const { state } = await lasting(() => jsm.streams.info(jobs.stream, { subjects_filter: names.job('*') }));
  const left = Object.keys(state.subjects ?? {});
  await sideBySide(left.length, atOnce, async (i) => {
    const query = { last_by_subj: left[i]! };
    for (;;) {
      const message = await lasting(() => jsm.direct.getMessage(jobs.stream, query));
      if (!message) return;
      await gone(() => jsm.streams.deleteMessage(jobs.stream, message.seq, false));
    }
  });
}

/** What a server of 2.9 answers where there is no message to be deleted. */
const noMessage = 10_057;

/** Resolves when something is deleted, also where it was not there. */
async function gone(deleting: () => Promise<unknown>): Promise<void> {
  await lasting(() =>
    deleting().catch((error) => {
      if (error.status !== 404 && error.code !== noMessage) throw error;
    }),
  );
}
