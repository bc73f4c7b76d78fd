/** What is said by runs and workers; another one when that changes, so that those of another version are refused as such. */
export const version = 2;

/** What chains are to be computed. */
export interface Chains {
  /** The hash of a manifold's file. */
  readonly manifold: string;
  readonly seed: number;
  readonly first: number;
  readonly chains: number;
}

/** A block of chains, from one step to another: the draw then is its result. */
export interface SampleJob extends Chains {
  readonly kind: 'sample';
  readonly from: number;
  readonly to: number;
  /** The job whose result is where the chains are; at step 0 they start at noise. */
  readonly after?: string | undefined;
}

/** A block of chains, of which what is measured is the result. */
export interface MeasureJob extends Chains {
  readonly kind: 'measure';
  /** The steps at which they are measured: `take` of them, from `from` on, `thin` apart. */
  readonly from: number;
  readonly thin: number;
  readonly take: number;
  readonly metrics: readonly ('energy' | 'nearest')[];
  /** The hash of the samples of `nearest`. */
  readonly samples?: string | undefined;
}

/** A training; the file of its manifold is its result. */
export interface TrainJob {
  readonly kind: 'train';
  /** The hash of the samples. */
  readonly samples: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a run asks for. */
export type Work = SampleJob | MeasureJob | TrainJob;

/** What a worker takes from the queue. */
export type Job = Work & {
  readonly version: number;
  /** Counts from 1 how often the run has asked for it. */
  readonly attempt: number;
  /** How many bytes of a result go into one message. */
  readonly most: number;
  /** A worker that has done it wrong: another is to do it, where there is one. */
  readonly not?: string | undefined;
};

/** What becomes of a job. */
export interface Report {
  readonly version: number;
  readonly attempt: number;
  /** Who did it, and on what machine. */
  readonly worker: string;
  /** How long it took. */
  readonly milliseconds: number;
  /** How many bytes its result has. */
  readonly bytes?: number | undefined;
  /** Why it has failed, if so. */
  readonly error?: string | undefined;
  /** Whether it would fail again, whoever does it. */
  readonly final?: boolean | undefined;
}

/** A job that a worker has done. */
export interface JobDone extends Pick<Report, 'worker' | 'milliseconds'> {
  /** Its name, of this run. */
  readonly job: string;
}

/** What is said of an object, on its subject. Its bytes are on `subject.place.0`, `subject.place.1`, … */
export interface About {
  readonly bytes: number;
  readonly hash: string;
  /** 0 or 1, by turns, so that what is there stays whole while the next is written. */
  readonly place: number;
  readonly description: string;
}
