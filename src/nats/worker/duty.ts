import type { JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { plain } from '../../base/plain.js';
import { attemptOf, decodeJob, decodeReport, encode } from '../checked.js';
import { type Job, type Report, version } from '../job.js';
import { lasting } from '../lasting.js';
import type { RunNames } from '../names.js';
import { Objects } from '../objects.js';
import { putParts } from '../parts.js';
import type { Desk } from './desk.js';
import { measure } from './measure.js';
import { sample } from './sample.js';
import { train } from './train.js';

/** How many workers may end while they have a job, before it is not tried again. */
const deaths = 20;
/** How often, and after how long, in milliseconds, a worker offers others a job that is not for it before it does it itself. */
const [offers, offerEvery] = [6, 500];
/** The most characters of an error that are told. */
const told = 2000;

/** A job in the hands of a worker: it is done, its result and a report are written, and then it is acknowledged. */
export class Duty {
  readonly #names: RunNames;
  readonly #key: string;
  readonly #jsm: JetStreamManager;
  readonly #worker: string;
  readonly #signal: AbortSignal;
  readonly #start = performance.now();

  constructor(names: RunNames, key: string, jsm: JetStreamManager, worker: string, signal: AbortSignal) {
    this.#names = names;
    this.#key = key;
    this.#jsm = jsm;
    this.#worker = worker;
    this.#signal = signal;
  }

  /** @returns Why it has failed, if so; undefined where it is left to another. Throws when the signal aborts. */
  async fulfil(message: JsMsg, desk: Desk): Promise<Pick<Report, 'error'> | undefined> {
    if (!(await this.#isWanted())) {
      await this.#acknowledge(message);
      return { error: 'there is no such run' };
    }
    let job: Job;
    try {
      job = decodeJob(message.data);
    } catch (error) {
      const reason = reasonOf(error);
      await this.#report({ attempt: attemptOf(message.data), error: reason, final: true });
      await this.#acknowledge(message);
      return { error: reason };
    }
    const { deliveryCount } = message.info;
    if (job.not === this.#worker && deliveryCount <= offers) {
      message.nak(offerEvery);
      return undefined;
    }
    if (await this.#isDone(job)) {
      await this.#acknowledge(message);
      return {};
    }
    const outcome = deliveryCount > deaths ? tooDeadly : await this.#do(job, desk);
    await this.#report({ attempt: job.attempt, ...outcome });
    await this.#acknowledge(message);
    return outcome;
  }

  /** Whether somebody still waits for what the job's run brings. */
  async #isWanted(): Promise<boolean> {
    try {
      const { config } = await lasting(() => this.#jsm.streams.info(this.#names.stream), this.#signal);
      return config.allow_direct;
    } catch (error) {
      if ((error as { status?: number }).status === 404) return false;
      throw error;
    }
  }

  /** Whether a worker has done the job, and ended before it could say so to the queue. */
  async #isDone({ attempt }: Job): Promise<boolean> {
    const subject = this.#names.report(this.#key);
    const found = await lasting(
      () => this.#jsm.direct.getMessage(this.#names.stream, { last_by_subj: subject }),
      this.#signal,
    );
    try {
      return found !== null && decodeReport(found.data).attempt === attempt;
    } catch {
      return false;
    }
  }

  async #do(job: Job, desk: Desk): Promise<Outcome> {
    const js = this.#jsm.jetstream();
    const signal = this.#signal;
    try {
      const objects = new Objects(this.#jsm, this.#names.stream);
      const task = { names: this.#names, key: this.#key, objects, jsm: this.#jsm, signal };
      const result = await resultOf(job, desk, task);
      signal.throwIfAborted();
      await putParts(js, this.#names.part(this.#key), result!, job.most, signal);
      return { bytes: result!.length };
    } catch (error) {
      signal.throwIfAborted();
      const final = error instanceof RangeError || error instanceof TypeError;
      return { error: reasonOf(error), ...(final && { final }) };
    }
  }

  async #report(said: Outcome & Pick<Report, 'attempt'>): Promise<void> {
    const milliseconds = performance.now() - this.#start;
    const report: Report = { version, worker: this.#worker, milliseconds, ...said };
    const js = this.#jsm.jetstream();
    await lasting(() => js.publish(this.#names.report(this.#key), encode(report)), this.#signal);
  }

  /** Says that the job is over, whatever became of it. (Of one that is terminated, servers of 2.9 may keep the message.) */
  async #acknowledge(message: JsMsg): Promise<void> {
    await lasting(() => message.ackAck(), this.#signal);
  }
}

type Outcome = Pick<Report, 'bytes' | 'error' | 'final'>;

const tooDeadly: Outcome = { error: `${deaths} workers have ended while they had it`, final: true };

const reasonOf = (error: unknown): string => plain((error as Error).message.slice(0, told));

function resultOf(job: Job, desk: Desk, task: Parameters<typeof sample>[2]): Promise<Uint8Array | undefined> {
  if (job.kind === 'sample') return sample(job, desk, task);
  if (job.kind === 'measure') return measure(job, desk, task);
  return train(job, desk, task);
}
