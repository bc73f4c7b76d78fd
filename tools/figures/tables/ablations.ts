import { Kept } from '../kept.js';
import { spread } from '../report.js';
import type { Data } from './data.js';
import type { Way } from './learned.js';
import { type Trial, trial } from './trial.js';

/** Three of the seeds of tuning, which are 101 to 106. */
const seeds = [101, 102, 103];

/** One thing changed at a time. */
const ways: Readonly<Record<string, Way>> = {
  '**the recipe**': {},
  'no jitter': { training: { jitter: 0 } },
  'jitter 0.1': { training: { jitter: 0.1 } },
  'jitter 0.3': { training: { jitter: 0.3 } },
  'turned every 48': { turns: { every: 48 } },
  'given: half': { training: { given: 0.5 } },
  'given: none': { training: { given: 0 } },
  'no copies': { table: { copies: { number: 1, category: 1 } } },
  'numbers by minmax': { table: { scale: 'minmax' } },
  'blend from 0.6': { training: { blend: [0.6, 1] } },
  '2500 steps': { training: { steps: 2_500 } },
  'H = 96': { training: { width: 96 } },
};

/** What each choice of the recipe does, on some of the tables. */
export async function ablations(all: readonly Data[]): Promise<string> {
  const kept = new Kept<Trial>('tables-ablations');
  const rows = [];
  for (const [what, way] of Object.entries(ways)) {
    const cells = [];
    for (const data of all) {
      const trials: Trial[] = [];
      for (const seed of seeds) {
        const name = `${data.name} ${seed} ${what}`;
        const found = kept.get(name) ?? (await trial(data, seed, way));
        kept.set(name, found);
        trials.push(found);
      }
      const of = (value: (trial: Trial) => number) => spread(trials.map(value));
      cells.push(
        of(({ ours }) => ours.ks),
        of(({ ours }) => ours.correlation),
        of(({ ours }) => ours.within),
        of(({ ours }) => ours.same),
        of(({ ours }) => ours.nearerToTraining),
        of(({ imputed }) => imputed.ours.error),
      );
    }
    rows.push(`| ${[what, ...cells].join(' | ')} |`);
  }
  const head = [
    '',
    ...all.flatMap(({ name }) => [
      `${name}: KS`,
      'correlations',
      'means within categories',
      'as good as the same',
      'nearer to training',
      'filled in, error',
    ]),
  ];
  return [`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n');
}
