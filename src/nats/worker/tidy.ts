import type { JetStreamManager } from '@nats-io/jetstream';
import { clear } from '../clear.js';
import { pause, unlessAborted } from '../lasting.js';
import { isToken, RunNames, runPrefix } from '../names.js';
import { sweepQueue } from '../queue.js';

/** How often runs are looked at, and for how long one may say nothing before it is taken away, in milliseconds. */
const [lookEvery, silence] = [60_000, 300_000];

/** What a run has said last, and since when, by the clock here. */
interface Said {
  readonly message: number;
  readonly since: number;
}

/** Takes away what is left of runs whose programs have died, until the signal aborts. */
export async function tidy(jsm: JetStreamManager, signal: AbortSignal): Promise<void> {
  let seen = new Map<string, Said>();
  while (!signal.aborted) {
    // What a server cannot be asked now, it is asked the next time.
    seen = await unlessAborted(() => look(jsm, seen), signal).catch(() => seen);
    await pause(lookEvery, signal).catch(() => undefined);
  }
}

async function look(jsm: JetStreamManager, before: ReadonlyMap<string, Said>): Promise<Map<string, Said>> {
  await sweepQueue(jsm);
  const seen = new Map<string, Said>();
  for await (const name of jsm.streams.names('kaleidoflow.runs.>')) {
    const id = name.slice(runPrefix.length);
    if (!name.startsWith(runPrefix) || !isToken(id)) continue;
    const names = new RunNames(id);
    const message = (await jsm.direct.getMessage(name, { last_by_subj: names.alive }))?.seq ?? 0;
    const last = before.get(id);
    if (last?.message !== message) seen.set(id, { message, since: performance.now() });
    else if (performance.now() - last.since < silence) seen.set(id, last);
    else await clear(jsm, names);
  }
  return seen;
}
