import { version } from '../../../src/nats/job.js';
import { type Dice, mutated } from '../mutate.js';
import type { StrangeRun } from './run.js';

type Fields = Record<string, unknown>;

const common = { version, attempt: 1, most: 2 ** 16 };
const chains = { seed: 1, first: 0, chains: 3 };
const training = { depth: 2, width: 4, steps: 4, every: 2, batchSize: 3, learningRate: 1e-3 };

/** What may stand where something else should. */
const values: readonly unknown[] = [
  ...[-1, 0, 1.5, 1e9, 1e15, 2 ** 53, 1e308, null, true, '', '7', '\u001b[2J', 'x'.repeat(5000), {}, [], [[[[]]]]],
  ...[{ length: 1e9 }, { toString: 1 }, ['energy', 'energy'], ['nearest'], 'a.b', '*', '>', '../..'],
];
const strangeNames = ['__proto__', 'constructor', 'toString', 'checkpoint', 'network', 'engine', 'final', ' ', 'é'];

/** A valid job of the run, most of the time with objects that are not damaged. */
function validJob({ manifolds, samples, keys }: StrangeRun, roll: Dice): Fields {
  const one = (all: readonly string[]) => all[roll(3) > 0 ? 0 : roll(all.length)]!;
  switch (roll(4)) {
    case 0:
      return { ...common, ...chains, kind: 'sample', manifold: one(manifolds), from: 0, to: 3 };
    case 1: {
      const after = keys[roll(keys.length)];
      return { ...common, ...chains, kind: 'sample', manifold: one(manifolds), from: 2, to: 3, after };
    }
    case 2: {
      const what = { from: 1, thin: 1, take: 2, metrics: ['energy', 'nearest'] };
      return { ...common, ...chains, ...what, kind: 'measure', manifold: one(manifolds), samples: one(samples) };
    }
    default:
      return { ...common, kind: 'train', samples: one(samples), options: { ...training, seed: roll(1000) } };
  }
}

/** A field with another value, one more, or one less. */
function changed(fields: Fields, roll: Dice): Fields {
  const names = Object.keys(fields);
  const name = names[roll(names.length)]!;
  const value = values[roll(values.length)];
  const { [name]: _, ...others } = fields;
  switch (roll(3)) {
    case 0:
      return { ...fields, [name]: value };
    case 1:
      // A training without steps has so many that it takes its time.
      return name === 'steps' ? fields : others;
    default:
      return Object.fromEntries([...Object.entries(fields), [strangeNames[roll(strangeNames.length)], value]]);
  }
}

/** A message for the queue as only a stranger would send it. */
export function hostileJob(run: StrangeRun, i: number, roll: Dice): { subject: string; bytes: Uint8Array } {
  const subject = subjectOf(run, i, roll);
  let job = validJob(run, roll);
  const text = () => new TextEncoder().encode(JSON.stringify(job));
  switch (roll(6)) {
    case 0:
      return { subject, bytes: mutated(text(), roll) };
    case 1:
      if (job.kind === 'train') job = { ...job, options: changed(job.options as Fields, roll) };
      return { subject, bytes: mutated(text(), roll) };
    case 2:
      return { subject, bytes: new TextEncoder().encode('['.repeat(1 + roll(60_000))) };
    case 3:
      if (job.kind === 'train') return { subject, bytes: text().fill(roll(256), roll(20)) };
      job = { ...job, [['to', 'chains', 'first', 'most'][roll(4)]!]: 10 ** (7 + roll(9)) };
      return { subject, bytes: text() };
    case 4:
      if (job.kind === 'train') job = { ...job, options: changed(job.options as Fields, roll) };
      else job = changed(job, roll);
      return { subject, bytes: text() };
    default:
      job = changed(changed(job, roll), roll);
      return { subject, bytes: text() };
  }
}

/** Subjects each of one job alone: of the run, of none, and such as no run has. */
function subjectOf({ id }: StrangeRun, i: number, roll: Dice): string {
  const odd = [`kaleidoflow.jobs.${i}`, `kaleidoflow.jobs.${id}.${i}.more`, `kaleidoflow.jobs.a$b.${i}é`];
  const long = `kaleidoflow.jobs.${id}.${i}-${'x'.repeat(300)}`;
  const others = [...odd, long, `kaleidoflow.jobs.${id}.\u001b[2J${i}`, `kaleidoflow.jobs.gone.${i}`];
  return roll(4) > 0 ? `kaleidoflow.jobs.${id}.${i}` : others[roll(others.length)]!;
}
