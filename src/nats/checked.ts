import { checkKind, checkValue, isObject, type Rule, show, whole } from '../base/check.js';
import { plain } from '../base/plain.js';
import { type About, type Job, type Report, version, type Work } from './job.js';
import { isToken } from './names.js';

/** The most that a job may ask of a worker. */
export const limits = { steps: 1_000_000, chains: 1_000_000, chainSteps: 1e9, jobBytes: 65_536 } as const;

// biome-ignore lint/suspicious/noExplicitAny: a rule of any type fits here
type Rules = Readonly<Record<string, Rule<any>>>;

const number = (from: number, to: number): Rule<number> => ({
  types: ['number'],
  allowed: `a whole number from ${from} to ${to}`,
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to,
  fallback: from,
});
const text = (allowed: string, accepts: (value: string) => boolean): Rule<string> => ({
  types: ['string'],
  allowed,
  accepts: (value) => typeof value === 'string' && accepts(value),
  fallback: '',
});
const optionally = <T>(rule: Rule<T>): Rule<T | undefined> => ({
  ...rule,
  accepts: (value) => value === undefined || rule.accepts(value),
  fallback: undefined,
});

const hash = text('a SHA-256', (value) => /^[0-9a-f]{64}$/.test(value));
const chains = { manifold: hash, seed: whole(0, 0), first: whole(0, 0), chains: number(1, limits.chains) };
const works: Readonly<Record<Work['kind'], Rules>> = {
  sample: {
    ...chains,
    from: number(0, Number.MAX_SAFE_INTEGER),
    to: number(1, Number.MAX_SAFE_INTEGER),
    after: optionally(text('the key of a job', isToken)),
  },
  measure: {
    ...chains,
    from: number(1, limits.steps),
    thin: number(1, limits.steps),
    take: number(1, limits.steps),
    metrics: {
      types: ['array'],
      allowed: "'energy' or 'nearest', once each",
      accepts: (value) =>
        Array.isArray(value) &&
        new Set(value).size === value.length &&
        value.length > 0 &&
        value.every((name) => name === 'energy' || name === 'nearest'),
      fallback: [],
    },
    samples: optionally(hash),
  },
  train: { samples: hash, options: { types: ['object'], allowed: 'an object', accepts: isObject, fallback: {} } },
};
const kind = text(Object.keys(works).join(' or '), (value) => Object.hasOwn(works, value));
/** What a worker may be called. */
export const workerRule = text('a name of up to 200 characters', ({ length }) => length > 0 && length <= 200);
const jobs = {
  kind,
  version: number(version, version),
  attempt: number(1, 100),
  most: number(1024, 2 ** 26),
  not: optionally(workerRule),
};

const reports: Rules = {
  version: number(version, version),
  attempt: number(1, 100),
  worker: workerRule,
  milliseconds: { types: ['number'], allowed: 'a number', accepts: Number.isFinite, fallback: 0 },
  bytes: optionally(number(0, 2 ** 31)),
  error: optionally(text('a message of up to 2000 characters', ({ length }) => length <= 2000)),
  final: optionally({ types: ['boolean'], allowed: 'true', accepts: (value) => value === true, fallback: true }),
};

/** @throws Error that says what is wrong with bytes that are no job, or one that no worker may do. */
export function decodeJob(bytes: Uint8Array): Job {
  if (bytes.length > limits.jobBytes)
    throw new RangeError(`job: ${bytes.length} bytes are more than ${limits.jobBytes}`);
  const asked = parse('job', bytes);
  if (asked.version !== version) throw new OtherVersion(asked.version, 'job', 'worker');
  const rules = works[checkValue('job: kind', asked.kind, kind) as Work['kind']];
  const job = fields('job', asked, { ...jobs, ...rules }) as unknown as Job;
  if (job.kind === 'sample') {
    if (job.to <= job.from || job.to - job.from > limits.steps)
      throw new RangeError(`job: to must be 1 to ${limits.steps} steps after ${job.from}, not ${job.to}`);
    if (job.from > 0 !== (job.after !== undefined))
      throw new RangeError('job: after must be said where chains are on their way, and only there');
    checkSteps(job.chains, job.to - job.from);
  }
  if (job.kind === 'measure') {
    if (job.from + job.thin * (job.take - 1) > limits.steps)
      throw new RangeError(`job: thin and take must lead to at most ${limits.steps} steps`);
    checkSteps(job.chains, job.from + job.thin * (job.take - 1));
    if (job.metrics.includes('nearest') !== (job.samples !== undefined))
      throw new RangeError("job: samples must be said for 'nearest', and only for it");
  }
  return job;
}

function checkSteps(chains: number, steps: number): void {
  if (chains * steps > limits.chainSteps)
    throw new RangeError(`job: ${chains} chains of ${steps} steps are more than ${limits.chainSteps} steps of one`);
}

/** Which attempt a job is that was refused, as far as it says so. */
export function attemptOf(bytes: Uint8Array): number {
  try {
    return checkValue('attempt', parse('job', bytes).attempt, jobs.attempt);
  } catch {
    return 1;
  }
}

/** @throws Error that says what is wrong with bytes that are no report. */
export function decodeReport(bytes: Uint8Array): Report {
  const said = parse('report', bytes);
  if (said.version !== version) throw new OtherVersion(said.version, `worker ${show(said.worker)}`, 'run');
  const report = fields('report', said, reports) as unknown as Report;
  const { worker, error } = report;
  return { ...report, worker: plain(worker), ...(error !== undefined && { error: plain(error) }) };
}

/** Who has sent a report that is none, as far as it says so. */
export function workerOf(bytes: Uint8Array): string {
  try {
    return plain(checkValue('worker', parse('report', bytes).worker, workerRule));
  } catch {
    return 'a worker without a name';
  }
}

const abouts: Rules = {
  bytes: whole(0, 0),
  hash,
  place: number(0, 1),
  description: text('up to 200 characters', ({ length }) => length <= 200),
};

/** What is said of an object; undefined where it is nonsense. */
export function decodeAbout(bytes: Uint8Array): About | undefined {
  try {
    return fields('object', parse('object', bytes), abouts) as unknown as About;
  } catch {
    return undefined;
  }
}

/** What comes from another version of the library. */
export class OtherVersion extends Error {
  constructor(found: unknown, who: string, me: string) {
    super(`the ${who} speaks version ${show(found)} of kaleidoflow's messages, and this ${me} version ${version}`);
  }
}

export const encode = (said: Job | Report | About): Uint8Array => new TextEncoder().encode(JSON.stringify(said));

function parse(what: string, bytes: Uint8Array): Record<string, unknown> {
  const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  checkKind(what, 'an object', said, isObject(said));
  return said as Record<string, unknown>;
}

/** All fields by their rules, and none beside them. */
function fields(what: string, said: Record<string, unknown>, rules: Rules): Record<string, unknown> {
  for (const name of Object.keys(said))
    if (!Object.hasOwn(rules, name)) throw new TypeError(`${what}: unknown field ${show(name)}`);
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, checkValue(`${what}: ${name}`, said[name], rule)]),
  );
}
