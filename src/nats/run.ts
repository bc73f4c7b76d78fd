import { type JetStreamClient, type JetStreamManager, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { type Msg, type NatsConnection, nuid, type Subscription } from '@nats-io/nats-core';
import { decodeReport, encode } from './checked.js';
import { clear, takeOut } from './clear.js';
import { type Job, type Report, version, type Work } from './job.js';
import { lasting, pause } from './lasting.js';
import { jobs, RunNames } from './names.js';
import { Objects } from './objects.js';
import { getParts } from './parts.js';
import { openQueue } from './queue.js';

/** How often a job may fail. */
const attempts = 3;
/** How often a run says that it is wanted, and how often it looks after jobs that nobody speaks of, in milliseconds. */
const [aliveEvery, lookEvery] = [30_000, 3_000];
/** How many jobs it looks after at a time. */
const lookedAfter = 16;
/** How many looks at a job that was given to a worker find nothing before it is taken for lost: longer than a worker may be silent. */
const missedOften = 3;
/** The most bytes of a message, however many the server allows. */
const mostBytes = 2 ** 20;

/** A job that has been asked for. */
interface Waiting {
  job: Job;
  /** How often it was neither in the queue nor done, and no worker has spoken of it meanwhile. */
  missed: number;
  resolve(report: Report): void;
  reject(error: unknown): void;
}

/** Somebody's jobs on their way through the queue, and what comes of them. When it ends, nothing of it stays on the server. */
export class Run {
  readonly names: RunNames;
  readonly #connection: NatsConnection;
  readonly #jsm: JetStreamManager;
  readonly #js: JetStreamClient;
  readonly #most: number;
  readonly #waiting = new Map<string, Waiting>();
  /** Jobs on their way into the queue. */
  readonly #queueing = new Set<Promise<unknown>>();
  readonly #over = new AbortController();
  readonly #heard: Subscription[];
  #objects: Objects | undefined;
  #ended = false;

  private constructor(connection: NatsConnection, jsm: JetStreamManager) {
    this.names = new RunNames(nuid.next());
    this.#connection = connection;
    this.#jsm = jsm;
    this.#js = jsm.jetstream();
    this.#most = Math.min(mostBytes, connection.info?.max_payload ?? mostBytes) - 1024;
    const hear = (subject: string, callback: (message: Msg) => void) =>
      connection.subscribe(subject, { callback: (error, message) => void (error || callback(message)) });
    this.#heard = [
      hear(this.names.report('*'), (message) => this.#hear(message)),
      hear(this.names.beat('*'), ({ subject }) => {
        const waiting = this.#waiting.get(subject.slice(this.names.beat('').length));
        if (waiting) waiting.missed = 0;
      }),
    ];
  }

  /** Makes what a run needs on the server. The signal ends what is asked for, and not the run. */
  static async open(connection: NatsConnection, signal: AbortSignal): Promise<Run> {
    const jsm = await lasting(() => jetstreamManager(connection), signal);
    const run = new Run(connection, jsm);
    try {
      await run.#open(signal);
    } catch (error) {
      await run.end().catch(() => undefined);
      throw error;
    }
    signal.addEventListener('abort', () => run.#stop());
    if (signal.aborted) run.#stop();
    run.#look().catch((error) => run.#stop(error));
    return run;
  }

  /** Each step to its end, whoever has left meanwhile, so that `end` finds all that there is. */
  async #open(signal: AbortSignal): Promise<void> {
    const { stream, subjects, objects } = this.names;
    const limits = { max_msgs_per_subject: 1, allow_direct: true };
    await lasting(() => openQueue(this.#jsm));
    signal.throwIfAborted();
    await lasting(() =>
      this.#jsm.streams.add({ name: stream, subjects: [subjects], storage: StorageType.File, ...limits }),
    );
    signal.throwIfAborted();
    this.#objects = await Objects.make(this.#jsm, objects);
  }

  /** Manifolds, samples and checkpoints. */
  get objects(): Objects {
    return this.#objects!;
  }

  /**
   * Has a job done by a worker, and resolves when it is done, whichever of them comes and goes meanwhile.
   * @param key Its name in this run.
   * @throws Error of the job, when it has failed as often as it may.
   */
  async ask(key: string, work: Work): Promise<Report> {
    for (let attempt = 1; ; attempt++) {
      const asked = attempt === 1 ? work : fromStart(work);
      const report = await this.#askOnce(key, { ...asked, version, attempt, most: this.#most });
      if (report.error === undefined) return report;
      if (!report.final && attempt < attempts) continue;
      const error = new Error(`job ${key} has failed ${times(attempt)}: ${report.error} (on ${report.worker})`);
      this.#stop(error);
      throw error;
    }
  }

  /**
   * The bytes that a job has as its result; where they have been lost, it is done again.
   * @param length How many there must be.
   */
  async result(key: string, work: Work, length: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const place = { length, most: this.#most };
    const read = () => getParts(this.#jsm, this.names.stream, this.names.part(key), place, signal);
    try {
      return await read();
    } catch {
      signal.throwIfAborted();
      await this.forget(key);
      await this.ask(key, fromStart(work));
      return read();
    }
  }

  /** Lets the server forget the result of a job. */
  async forget(key: string): Promise<void> {
    const { stream } = this.names;
    await Promise.all(
      [this.names.report(key), `${this.names.part(key)}.*`].map((filter) =>
        lasting(() => this.#jsm.streams.purge(stream, { filter }), this.#over.signal),
      ),
    );
  }

  /** Takes jobs back, tells workers, and leaves nothing on the server. */
  async end(): Promise<void> {
    this.#stop();
    if (this.#ended) return;
    this.#ended = true;
    for (const heard of this.#heard) heard.unsubscribe();
    await Promise.allSettled(this.#queueing);
    await takeOut(this.#jsm, this.names);
    await clear(this.#jsm, this.names);
    // Behind that: a worker that has begun before hears of it now, and one that begins later finds nothing.
    this.#connection.publish(this.names.end);
  }

  async #askOnce(key: string, job: Job): Promise<Report> {
    this.#over.signal.throwIfAborted();
    const report = new Promise<Report>((resolve, reject) => {
      this.#waiting.set(key, { job, missed: 0, resolve, reject });
    });
    report.catch(() => undefined);
    await this.#queue(key, job);
    return report;
  }

  /** Puts a job into the queue, whoever has left meanwhile, so that `end` finds it there. */
  async #queue(key: string, job: Job): Promise<void> {
    const queueing = lasting(() => this.#js.publish(this.names.job(key), encode(job)));
    this.#queueing.add(queueing);
    await queueing.finally(() => this.#queueing.delete(queueing));
  }

  #hear({ subject, data }: Pick<Msg, 'subject' | 'data'>): void {
    const key = subject.slice(this.names.report('').length);
    const waiting = this.#waiting.get(key);
    if (!waiting) return;
    try {
      const report = decodeReport(data);
      if (report.attempt !== waiting.job.attempt) return;
      this.#waiting.delete(key);
      waiting.resolve(report);
    } catch (error) {
      this.#stop(error as Error);
    }
  }

  /** Asks for nothing more, and lets all that is waited for fail. */
  #stop(error = new Error('the run is over')): void {
    this.#over.abort(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Says now and then that the run is wanted, and finds what was not heard, or was lost by a server that went down. */
  async #look(): Promise<void> {
    const { signal } = this.#over;
    try {
      for (let round = 0; ; round++) {
        if (round % (aliveEvery / lookEvery) === 0) await lasting(() => this.#js.publish(this.names.alive), signal);
        await pause(lookEvery, signal);
        for (const [key, waiting] of [...this.#waiting].slice(0, lookedAfter)) await this.#find(key, waiting);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #find(key: string, waiting: Waiting): Promise<void> {
    const at = (stream: string, subject: string) =>
      lasting(() => this.#jsm.direct.getMessage(stream, { last_by_subj: subject }), this.#over.signal);
    const queued = await at(jobs.stream, this.names.job(key));
    const { delivered } = await lasting(() => this.#jsm.consumers.info(jobs.stream, jobs.consumer), this.#over.signal);
    if (queued && queued.seq > delivered.stream_seq) waiting.missed = 0;
    else {
      const report = await at(this.names.stream, this.names.report(key));
      if (report) this.#hear(report);
      if (this.#waiting.get(key) !== waiting) return;
      if (++waiting.missed === missedOften) {
        waiting.missed = 0;
        await this.#queue(key, waiting.job);
      }
    }
    // Behind the others, which then have their turn.
    if (this.#waiting.get(key) === waiting) {
      this.#waiting.delete(key);
      this.#waiting.set(key, waiting);
    }
  }
}

/** The same chains without what another job has left, which may be lost. */
const fromStart = (work: Work): Work => (work.kind === 'sample' ? { ...work, from: 0, after: undefined } : work);

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
