import type { Rule } from '../base/check.js';
import type { Report } from './job.js';

/** A job that a worker has done. */
export interface JobDone extends Pick<Report, 'worker' | 'milliseconds'> {
  readonly job: string;
}

/** Hears of jobs as they are done. */
export type Progress = (done: JobDone) => void;

export const progressRule: Rule<Progress | undefined> = {
  types: ['function'],
  allowed: 'a function',
  accepts: (value) => typeof value === 'function',
  fallback: undefined,
};
