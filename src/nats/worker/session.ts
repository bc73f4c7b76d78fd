import type { Consumer, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { show } from '../../base/check.js';
import { pause, unlessAborted } from '../lasting.js';
import { isToken, RunNames } from '../names.js';
import { silence } from '../queue.js';
import type { Desk } from './desk.js';
import { Duty } from './duty.js';

/** A job that a worker has come to an end with. */
export interface WorkDone {
  /** The run that asked. */
  readonly run: string;
  /** Its job. */
  readonly job: string;
  /** How long it took. */
  readonly milliseconds: number;
  /** Why it has failed or is refused, if so. */
  readonly error?: string;
}

/** How long a worker waits for a job before it asks anew, in milliseconds. */
const patience = 5_000;
/** How many times a worker says that it is alive before it looks whether the run is. */
const beats = 5;

/** Does one job after the other. */
export class Session {
  readonly #connection: NatsConnection;
  readonly #jsm: JetStreamManager;
  readonly #consumer: Consumer;
  readonly #worker: string;
  readonly #desk: Desk;

  constructor(connection: NatsConnection, jsm: JetStreamManager, consumer: Consumer, worker: string, desk: Desk) {
    this.#connection = connection;
    this.#jsm = jsm;
    this.#consumer = consumer;
    this.#worker = worker;
    this.#desk = desk;
  }

  async *work(signal: AbortSignal): AsyncGenerator<WorkDone, void, undefined> {
    try {
      while (!signal.aborted) {
        const message = await this.#take(signal);
        const done = message && (await this.#do(message, signal));
        if (done) yield done;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.#desk.close();
    }
  }

  /** The next job, if there is one soon. */
  async #take(signal: AbortSignal): Promise<JsMsg | undefined> {
    try {
      const messages = await this.#consumer.fetch({ max_messages: 1, expires: patience });
      try {
        const { value } = await unlessAborted(() => messages[Symbol.asyncIterator]().next(), signal);
        return value;
      } finally {
        messages.stop();
      }
    } catch (error) {
      if (this.#connection.isClosed()) throw error;
      await pause(1000, signal);
      return undefined;
    }
  }

  async #do(message: JsMsg, signal: AbortSignal): Promise<WorkDone | undefined> {
    const [, , run = '', job = '', ...more] = message.subject.split('.');
    if (more.length > 0 || !isToken(run) || !isToken(job)) {
      message.ack();
      return { run, job, milliseconds: 0, error: `no run has such a job: ${show(message.subject)}` };
    }
    const start = performance.now();
    const names = new RunNames(run);
    const over = new AbortController();
    const stop = () => over.abort();
    const ended = this.#connection.subscribe(names.end, { callback: stop });
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    this.#beat(message, names, job, over).catch(stop);
    try {
      const duty = new Duty(names, job, this.#jsm, this.#worker, over.signal);
      const outcome = await duty.fulfil(message, this.#desk);
      if (!outcome) return undefined;
      const { error } = outcome;
      return { run, job, milliseconds: performance.now() - start, ...(error !== undefined && { error }) };
    } catch (error) {
      if (this.#connection.isClosed()) throw error;
      if (over.signal.aborted && !signal.aborted) message.ack();
      else message.nak();
      return undefined;
    } finally {
      over.abort();
      signal.removeEventListener('abort', stop);
      ended.unsubscribe();
    }
  }

  /** Says that the job is being done, and finds out if nobody wants it any more. */
  async #beat(message: JsMsg, names: RunNames, job: string, over: AbortController): Promise<void> {
    for (let beat = 1; ; beat++) {
      await pause(silence / 5, over.signal);
      message.working();
      this.#connection.publish(names.beat(job));
      if (beat % beats === 0)
        await this.#jsm.streams.info(names.stream).catch(({ status }) => status === 404 && over.abort());
    }
  }
}
