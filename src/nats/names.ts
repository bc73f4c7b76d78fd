/** The stream in which all jobs wait: a work queue, from which a job is gone when a worker has acknowledged it. */
export const jobs = { stream: 'KALEIDOFLOW_JOBS', subjects: 'kaleidoflow.jobs.>', consumer: 'workers' } as const;

/** What the streams of runs are called. */
export const runPrefix = 'KALEIDOFLOW_RUN_';

/** Whether a text may stand in a subject and in the name of a stream. */
export const isToken = (text: unknown): text is string =>
  typeof text === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(text);

/** Where a run has its things. A run is one stream of draws, or one sweep; nothing of it is left when it is over. */
export class RunNames {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  /** All of a run, by subjects, on each the last message alone: what is said twice is there once. */
  get stream(): string {
    return runPrefix + this.id;
  }

  get subjects(): string {
    return `kaleidoflow.runs.${this.id}.>`;
  }

  job(key: string): string {
    return `kaleidoflow.jobs.${this.id}.${key}`;
  }

  report(key: string): string {
    return `kaleidoflow.runs.${this.id}.report.${key}`;
  }

  /** Part i of the result of a job is on `part(key).i`. */
  part(key: string): string {
    return `kaleidoflow.runs.${this.id}.part.${key}`;
  }

  /** A manifold or samples, by their hash. */
  object(hash: string): string {
    return `kaleidoflow.runs.${this.id}.object.${hash}`;
  }

  checkpoint(key: string): string {
    return `kaleidoflow.runs.${this.id}.checkpoint.${key}`;
  }

  /** A message here says that somebody still wants the run. */
  get alive(): string {
    return `kaleidoflow.runs.${this.id}.alive`;
  }

  /** A message here, which is in no stream, says that a worker is at the job. */
  beat(key: string): string {
    return `kaleidoflow.beats.${this.id}.${key}`;
  }

  /** A message here, which is in no stream either, says that nobody wants the run. */
  get end(): string {
    return `kaleidoflow.ends.${this.id}`;
  }
}
