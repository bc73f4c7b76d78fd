import { type JetStreamClient, type JetStreamManager, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { type Msg, type NatsConnection, nuid, type Subscription } from '@nats-io/nats-core';
import { platform } from '#platform';
import { plain } from '../base/plain.js';
import { decodeReport, encode, OtherVersion, workerOf } from './checked.js';
import { clear, takeOut } from './clear.js';
import { type Job, type Report, version, type Work } from './job.js';
import { lasting, pause } from './lasting.js';
import { jobs, RunNames } from './names.js';
import { Objects } from './objects.js';
import { getParts } from './parts.js';
import { openQueue } from './queue.js';
import { tidy } from './tidy.js';

/** How often a job may fail. */
const attempts = 3;
/** How often what a worker has sent for a job may be wrong. */
const wrongs = 2;
/**
 * How often a run says that it is wanted, looks for what dead ones have left, and looks after jobs that nobody speaks of, in
 * milliseconds.
 */
const [aliveEvery, tidyEvery, lookEvery] = [30_000, 60_000, 3_000];
/** How many jobs it looks after at a time. */
const lookedAfter = 16;
/** How many looks at a job that was given to a worker find nothing before it is taken for lost: longer than a worker may be silent. */
const missedOften = 3;
/** The most bytes of a message, however many the server allows. */
const mostBytes = 2 ** 20;

/** What a worker has sent that is not what it must be, and who it was. */
interface Wrong {
  readonly worker: string;
  readonly wrong: string;
}

/** A job that has been asked for. */
interface Waiting {
  job: Job;
  /** How often it was neither in the queue nor done, and no worker has spoken of it meanwhile. */
  missed: number;
  resolve(report: Report | Wrong): void;
  reject(error: unknown): void;
}

/** Somebody's jobs on their way through the queue, and what comes of them. When it ends, nothing of it stays on the server. */
export class Run {
  readonly names: RunNames;
  /** Manifolds and samples. */
  readonly objects: Objects;
  readonly #connection: NatsConnection;
  readonly #jsm: JetStreamManager;
  readonly #js: JetStreamClient;
  readonly #most: number;
  readonly #waiting = new Map<string, Waiting>();
  /** The last report of each job whose result is on the server. */
  readonly #reports = new Map<string, Report>();
  /** Of jobs that were done wrong, by whom and how. */
  readonly #wrongs = new Map<string, Wrong[]>();
  /** Jobs on their way into the queue. */
  readonly #queueing = new Set<Promise<unknown>>();
  readonly #over = new AbortController();
  readonly #heard: Subscription[];
  #ended = false;

  private constructor(connection: NatsConnection, jsm: JetStreamManager) {
    this.names = new RunNames(nuid.next());
    this.#connection = connection;
    this.#jsm = jsm;
    this.#js = jsm.jetstream();
    this.objects = new Objects(jsm, this.names.stream);
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
    const { stream, subjects } = this.names;
    const limits = { max_msgs_per_subject: 1, allow_direct: true };
    await lasting(() => openQueue(this.#jsm));
    signal.throwIfAborted();
    await lasting(() =>
      this.#jsm.streams.add({ name: stream, subjects: [subjects], storage: StorageType.File, ...limits }),
    );
  }

  /** Keeps bytes under their hash, which it returns. */
  async keep(bytes: Uint8Array, signal: AbortSignal): Promise<string> {
    const hash = await platform.sha256([bytes]);
    await this.objects.put(this.names.object(hash), bytes, '', signal);
    return hash;
  }

  /**
   * Has a job done by a worker, and resolves when it is done, whichever of them comes and goes meanwhile.
   * @param key Its name in this run.
   * @throws Error of the job, when it has failed as often as it may.
   */
  async ask(key: string, work: Work): Promise<Report> {
    for (let failed = 0, attempt = 1; ; attempt++) {
      const not = this.#wrongs.get(key)?.at(-1)?.worker;
      const asked = attempt === 1 && not === undefined ? work : fromStart(work);
      const report = await this.#askOnce(key, { ...asked, version, attempt, most: this.#most, ...(not && { not }) });
      if ('wrong' in report) await this.#again(key, report);
      else if (report.error === undefined) {
        this.#reports.set(key, report);
        return report;
      } else if (++failed === attempts || report.final)
        throw this.#fail(`job ${key} has failed ${times(failed)}: ${report.error} (on ${report.worker})`);
    }
  }

  /**
   * What a job has as its result; where that is lost or is not what it must be, the job is done again, by another worker where
   * there is one.
   * @param least How many bytes there must be, and `most` how many there may be.
   * @param read Makes something of the bytes, or throws.
   */
  async result<T>(
    key: string,
    work: Work,
    [least, most]: readonly [least: number, most: number],
    read: (bytes: Uint8Array<ArrayBuffer>) => T | Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    for (;;) {
      const { worker, bytes = 0 } = this.#reports.get(key)!;
      try {
        if (bytes < least || bytes > most) {
          const allowed = least === most ? least : `${least} to ${most}`;
          throw new Error(`its result must have ${allowed} bytes, not ${bytes}`);
        }
        const place = { length: bytes, most: this.#most };
        return await read(await getParts(this.#jsm, this.names.stream, this.names.part(key), place, signal));
      } catch (error) {
        signal.throwIfAborted();
        this.#over.signal.throwIfAborted();
        await this.#again(key, { worker, wrong: plain((error as Error).message) });
      }
      await this.ask(key, work);
    }
  }

  /** Forgets what a worker has sent that is wrong; throws where it is not the first time. */
  async #again(key: string, wrong: Wrong): Promise<void> {
    const all = [...(this.#wrongs.get(key) ?? []), wrong];
    this.#wrongs.set(key, all);
    if (all.length === wrongs)
      throw this.#fail(
        `job ${key} was done wrong ${times(wrongs)}: ${all.map(({ worker, wrong }) => `${wrong} (on ${worker})`).join('; ')}`,
      );
    await this.forget(key);
  }

  /** Lets the server forget the result of a job. */
  async forget(key: string): Promise<void> {
    const { stream } = this.names;
    this.#reports.delete(key);
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

  async #askOnce(key: string, job: Job): Promise<Report | Wrong> {
    this.#over.signal.throwIfAborted();
    const report = new Promise<Report | Wrong>((resolve, reject) => {
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
      if (error instanceof OtherVersion) {
        this.#stop(error);
        return;
      }
      this.#waiting.delete(key);
      waiting.resolve({ worker: workerOf(data), wrong: plain((error as Error).message) });
    }
  }

  /** Stops with an error, which it returns. */
  #fail(message: string): Error {
    const error = new Error(message);
    this.#stop(error);
    return error;
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
        // What a server cannot be asked now, it is asked the next time.
        if (round % (tidyEvery / lookEvery) === 0) await this.#tidy().catch(() => undefined);
        await pause(lookEvery, signal);
        for (const [key, waiting] of [...this.#waiting].slice(0, lookedAfter)) await this.#find(key, waiting);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #tidy(): Promise<void> {
    const said = await this.#jsm.direct.getMessage(this.names.stream, { last_by_subj: this.names.alive });
    if (said) await tidy(this.#jsm, said.time.getTime());
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
