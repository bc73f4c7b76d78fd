import { AckPolicy, type JetStreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { limits } from './checked.js';
import { pause } from './lasting.js';
import { jobs } from './names.js';

/** How long a worker may be silent, in milliseconds, before its job is given to another. */
export const silence = 5_000;

/** What a server may answer while somebody else makes the same queue. */
const overlap = 10_065;

/** Makes the queue of jobs where there is none yet. A job is in it once, however often it is asked for. */
export async function openQueue(jsm: JetStreamManager): Promise<void> {
  const add = () =>
    jsm.streams.add({
      name: jobs.stream,
      subjects: [jobs.subjects],
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
      allow_direct: true,
      max_msgs_per_subject: 1,
      max_msg_size: limits.jobBytes,
    });
  await add().catch(async (error) => {
    if (error.code !== overlap) throw error;
    await pause(1_000);
    await add();
  });
  await jsm.consumers.add(jobs.stream, {
    durable_name: jobs.consumer,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(silence),
    max_ack_pending: 100_000,
    max_waiting: 100_000,
  });
}

/** Takes away jobs that no worker is given any more: done, and back again in a server that went down. */
export async function sweepQueue(jsm: JetStreamManager): Promise<void> {
  const { ack_floor } = await jsm.consumers.info(jobs.stream, jobs.consumer);
  // To purge what is before message 1 is to purge all.
  if (ack_floor.stream_seq > 0) await jsm.streams.purge(jobs.stream, { seq: ack_floor.stream_seq + 1 });
}
