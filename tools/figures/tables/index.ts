import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kept } from '../kept.js';
import { median, spread } from '../report.js';
import { ablations } from './ablations.js';
import { allData, type Data } from './data.js';
import { picture } from './picture.js';
import { closing, opening } from './texts.js';
import { type Trial, trial } from './trial.js';

/** None of them has been seen in tuning. */
const seeds = [1, 2, 3];

/** Measures what is learned of tables, and writes docs/tables.md. */
export async function tables(): Promise<void> {
  const kept = new Kept<Trial>('tables');
  const all = new Map<Data, Trial[]>();
  for (const data of await allData()) {
    const trials = [];
    for (const seed of seeds) {
      const name = `${data.name} ${seed}`;
      const found = kept.get(name) ?? (await trial(data, seed));
      kept.set(name, found);
      trials.push(found);
    }
    all.set(data, trials);
  }
  const sections = [
    opening(seeds.length),
    '## Rows that are drawn',
    'Medians of the seeds and, in brackets, the lowest and the highest.',
    drawnTable(all),
    await picture([...all.keys()][0]!),
    '## Cells that are filled in',
    imputedTable(all),
    '## What matters',
    'One thing changed at a time, on the seeds of tuning.',
    await ablations([...all.keys()].filter(({ name }) => name === 'penguins' || name === 'weather')),
    '## Beside what was asked',
    targets(all),
    closing,
  ];
  writeFileSync(join('docs', 'tables.md'), `${sections.join('\n\n')}\n`);
}

const lines = (rows: readonly (readonly string[])[]) => rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  lines([head, head.map(() => '---'), ...rows]);

const measures = [
  ['ks', 'Kolmogorov–Smirnov distance, mean over numbers'],
  ['correlation', 'correlations, mean error'],
  ['variation', 'categories, worst total variation'],
  ['close', 'close to a training row'],
  ['same', 'as good as the same'],
  ['nearerToTraining', 'nearer to a training row than to a held-out one'],
] as const;

function drawnTable(all: ReadonlyMap<Data, readonly Trial[]>): string {
  const rows = [...all].flatMap(([{ name, rows }, trials]) =>
    (['heldOut', 'ours', 'copula'] as const).map((who) => [
      who === 'heldOut' ? `**${name}**, ${rows.length} rows` : '',
      { heldOut: 'held-out rows', ours: '**kaleidoscope**', copula: 'Gaussian copula' }[who],
      ...measures.map(([measure]) =>
        who === 'heldOut' && measure === 'nearerToTraining' ? '' : spread(trials.map((each) => each[who][measure])),
      ),
      who === 'ours'
        ? `${spread(
            trials.map(({ seconds }) => seconds),
            0,
          )} s`
        : '',
    ]),
  );
  return table(['', '', ...measures.map(([, title]) => title), 'training'], rows);
}

function imputedTable(all: ReadonlyMap<Data, readonly Trial[]>): string {
  const ways = ['mean', 'nearest', 'regression', 'ours'] as const;
  const rows = [...all].flatMap(([{ name }, trials]) =>
    (['error', 'right'] as const).map((what) => [
      what === 'error' ? `**${name}**` : '',
      what === 'error' ? 'numbers, error' : 'categories, right',
      ...ways.map((way) => spread(trials.map(({ imputed }) => imputed[way][what]))),
    ]),
  );
  return table(['', '', 'mean or mode', 'nearest row', 'linear regression', '**kaleidoscope**'], rows);
}

/** What was to be reached, and whether it was, by the medians. */
function targets(all: ReadonlyMap<Data, readonly Trial[]>): string {
  const middle = (trials: readonly Trial[], of: (trial: Trial) => number) => median(trials.map(of));
  const asked: [string, (trials: readonly Trial[]) => boolean][] = [
    [
      'Kolmogorov–Smirnov at most .05 above held-out rows',
      (trials) => middle(trials, ({ ours, heldOut }) => ours.ks - heldOut.ks) <= 0.05,
    ],
    [
      'correlations at most .03 above held-out rows',
      (trials) => middle(trials, ({ ours, heldOut }) => ours.correlation - heldOut.correlation) <= 0.03,
    ],
    ['total variation at most .12', (trials) => middle(trials, ({ ours }) => ours.variation) <= 0.12],
    [
      'copies, as good as the same as a training row: at most .03 more than held-out rows',
      (trials) => middle(trials, ({ ours, heldOut }) => ours.same - heldOut.same) <= 0.03,
    ],
    [
      'close to a training row: at most .03 more than held-out rows',
      (trials) => middle(trials, ({ ours, heldOut }) => ours.close - heldOut.close) <= 0.03,
    ],
    [
      'numbers better than the mean',
      (trials) => trials.every(({ imputed }) => imputed.ours.error < imputed.mean.error),
    ],
    [
      'categories better than the mode',
      (trials) => trials.every(({ imputed }) => imputed.ours.right > imputed.mean.right),
    ],
  ];
  return table(
    ['', ...[...all.keys()].map(({ name }) => name)],
    asked.map(([what, holds]) => [what, ...[...all.values()].map((trials) => (holds(trials) ? 'yes' : 'no'))]),
  );
}
