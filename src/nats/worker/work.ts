import { type Consumer, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nuid } from '@nats-io/nats-core';
import { check, optional, whole } from '../../base/check.js';
import type { Engine, EngineName } from '../../engine/engine.js';
import { workerRule } from '../checked.js';
import { lasting, pause } from '../lasting.js';
import { jobs } from '../names.js';
import { Desk } from './desk.js';
import { Session, type WorkDone } from './session.js';

/** Options of `work`. */
export interface WorkOptions {
  /** What the worker is called, and on what machine it is; a random name by default. */
  readonly name?: string | undefined;
  /** How many jobs it does at one time; 1 by default. */
  readonly sessions?: number | undefined;
}

const rules = { name: optional(workerRule), sessions: whole(1, 1) };

/** Does jobs until the signal aborts; what it is at then is given back. Chains are mapped by the engine, which simulations replace. */
export function working(connection: NatsConnection, options: WorkOptions = {}, engine: EngineName | Engine = 'auto') {
  const { name = nuid.next(), sessions } = check('work', options, rules);

  return async function* (signal: AbortSignal): AsyncGenerator<WorkDone, void, undefined> {
    const over = new AbortController();
    signal.addEventListener('abort', () => over.abort());
    const jsm = await lasting(() => jetstreamManager(connection), signal);
    const consumer = await queue(jsm, signal);
    if (!consumer) return;
    const all = Array.from({ length: sessions }, () =>
      new Session(connection, jsm, consumer, name, new Desk(engine)).work(over.signal),
    );
    try {
      yield* asTheyCome(all);
    } finally {
      over.abort();
      await Promise.all(all.map((session) => session.return()));
    }
  };
}

/** How often a worker looks for the queue, which the first run makes, in milliseconds. */
const lookEvery = 500;

/** The queue, once it is there; undefined where the signal aborts before. */
async function queue(jsm: JetStreamManager, signal: AbortSignal): Promise<Consumer | undefined> {
  while (!signal.aborted) {
    try {
      return await lasting(() => jsm.jetstream().consumers.get(jobs.stream, jobs.consumer), signal);
    } catch (error) {
      if (!signal.aborted && (error as { status?: number }).status !== 404) throw error;
    }
    await pause(lookEvery, signal).catch(() => undefined);
  }
  return undefined;
}

/** The values of some generators, as they come. */
async function* asTheyCome<T>(generators: readonly AsyncGenerator<T, void>[]): AsyncGenerator<T, void, undefined> {
  const next = async (i: number) => ({ i, result: await generators[i]!.next() });
  const awaited = new Map(generators.map((_, i) => [i, next(i)]));
  while (awaited.size > 0) {
    const { i, result } = await Promise.race(awaited.values());
    if (result.done) awaited.delete(i);
    else {
      yield result.value;
      awaited.set(i, next(i));
    }
  }
}
