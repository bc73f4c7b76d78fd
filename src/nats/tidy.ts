import type { JetStreamManager } from '@nats-io/jetstream';
import { clear } from './clear.js';
import { isToken, RunNames, runPrefix } from './names.js';
import { sweepQueue } from './queue.js';

/** How long a run may say nothing before it is taken away, in milliseconds. */
const silence = 300_000;

/**
 * Takes away what is left of runs whose programs have died.
 * @param now What the server's clock says, in milliseconds since 1970.
 */
export async function tidy(jsm: JetStreamManager, now: number): Promise<void> {
  await sweepQueue(jsm);
  for await (const { config, created } of jsm.streams.list('kaleidoflow.runs.>')) {
    const id = config.name.slice(runPrefix.length);
    if (!config.name.startsWith(runPrefix) || !isToken(id)) continue;
    const names = new RunNames(id);
    const said = await jsm.direct.getMessage(config.name, { last_by_subj: names.alive });
    if (now - (said?.time.getTime() ?? Date.parse(created)) > silence) await clear(jsm, names);
  }
}
