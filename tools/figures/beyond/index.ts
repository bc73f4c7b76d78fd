import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testImages } from '../../judge/judged.js';
import { type Chart, png } from '../chart.js';
import { median, spread, writePicture } from '../report.js';
import { abilities, knowers, nearestHalves } from './knowing.js';
import { chains, firstOf, type Look, look, outcomes, pictureOf, type Recipe, seeds } from './measure.js';
import { others } from './others.js';
import { ablations, blended, blendedWider, givens, paper, quick, recipes, runs, times, turnings } from './recipes.js';
import { opening, related } from './texts.js';

/** Measures what goes beyond the paper, and writes docs/beyond.md. */
export async function beyond(): Promise<void> {
  const sections = [
    opening,
    '## Recipes',
    await recipesTable(),
    '## What matters',
    await ablationTable(),
    '## Conditional sampling',
    await knowing(),
    '## Time to quality',
    await timeToQuality(),
    '## Others, at the same budget of training',
    'Fréchet distance and, after the comma, coverage, at equal floating-point operations of matrix products in training. The others were tuned on held-out training images with the same judge: learning rate, batch, width, and what is particular to each. Medians of three seeds. The diffusion model predicts the image instead of the noise, which was many times worse in tuning; one application is a step, so its 16 steps cost as much as a turn of 16.',
    await others(),
    '## What fails',
    await failures(),
    related,
  ];
  writeFileSync(join('docs', 'beyond.md'), `${sections.join('\n\n')}\n`);
}

const seedsOf = (recipe: Recipe) => (recipe === paper ? [1] : seeds);

async function real(): Promise<Look[]> {
  const looks = [];
  for (const seed of seeds) {
    const images = await testImages(2 * chains, seed + 100);
    looks.push(await look(firstOf(images, chains), seed));
  }
  return looks;
}

const columns = ['precision', 'recall', 'density', 'coverage', 'frechet', 'classes', 'effectiveClasses'] as const;

const cells = (looks: readonly Look[]): string =>
  columns
    .map((column) => {
      const values = looks.map((each) => each[column]);
      return column === 'frechet' ? `**${spread(values, 0)}**` : median(values).toFixed(column === 'classes' ? 0 : 2);
    })
    .join(' | ');

async function recipesTable(): Promise<string> {
  const rows = [`| real test images | | | | ${cells(await real())} |`];
  for (const recipe of recipes) {
    const found = await outcomes(recipe, seedsOf(recipe));
    const seconds = recipe.figure
      ? '–'
      : spread(
          found.map((each) => each.seconds),
          0,
        );
    for (const [walk, { runs }] of Object.entries(recipe.walks))
      for (const run of runs)
        rows.push(
          `| ${recipe.name} | ${walk} | ${seconds} | ${run} | ${cells(found.map(({ walks }) => walks[walk]![run]!))} |`,
        );
  }
  const shown: [Recipe, string][] = [
    [paper, 'ε = 0.01'],
    [quick, 'ε = 0.03'],
    [blendedWider, 'turns'],
  ];
  return [
    '| trained | walked | seconds | run | precision | recall | density | coverage | Fréchet distance | classes | effective |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    rows.join('\n'),
    '',
    ...shown.map(([recipe, walk]) => shownAs(recipe, walk, `${recipe.name}, ${walk}: 60 chains at run ${runs.at(-1)}`)),
  ].join('\n');
}

const shownAs = ({ name }: Recipe, walk: string, caption: string) =>
  `![${caption}](figures/${pictureOf(name, walk)})\n\n*${caption}.*\n`;

async function ablationTable(): Promise<string> {
  const line = async (what: string, recipe: Recipe, walk = 'turns') => {
    const found = await outcomes(recipe);
    const judgedRuns = recipe.walks[walk]!.runs.slice(-2);
    const shown = recipe === blended ? [48, 304] : judgedRuns;
    const at = shown.map((run) => found.map(({ walks }) => walks[walk]![run]!));
    const of = (looks: readonly Look[], what: 'frechet' | 'coverage', digits: number) =>
      spread(
        looks.map((each) => each[what]),
        digits,
      );
    return `| ${what} | ${at.map((looks) => of(looks, 'frechet', 0)).join(' | ')} | ${of(at[0]!, 'coverage', 2)} |`;
  };
  const rows = [
    await line(
      '**L = 3, H = 256, 1800 steps, blend .6 to 1, rate 4e-3, cosine; every 16, step .05, share .9**',
      blended,
    ),
  ];
  for (const group of Object.values(ablations)) for (const recipe of group) rows.push(await line(recipe.name, recipe));
  for (const walk of Object.keys(turnings.walks)) rows.push(await line(`turned with ${walk}`, turnings, walk));
  for (const recipe of givens) rows.push(await line(`given: ${recipe.name}`, recipe));
  rows.push(await line('no blend, but turned (L = 10, quick)', quick));
  rows.push(await line('blend, but Eq. 2', blended, 'Eq. 2'));
  return [
    'One setting changed at a time; nothing is given in sampling.\n',
    '| changed | Fréchet distance at run 48 | at run 304 | coverage at run 48 |\n| --- | --- | --- | --- |',
    rows.join('\n'),
  ].join('\n');
}

async function knowing(): Promise<string> {
  const percent = (values: readonly number[]) =>
    `${spread(
      values.map((value) => 100 * value),
      1,
    )} %`;
  const rows = [];
  for (const knower of knowers) {
    const found = await abilities(knower);
    const labels = found.flatMap((each) => each.labels ?? []);
    const halves = found.flatMap((each) => each.halves ?? []);
    const labelCells =
      labels.length > 0
        ? [
            percent(labels.map(({ right }) => right)),
            percent(labels.map(({ worst }) => worst)),
            spread(
              labels.map(({ frechet }) => frechet),
              0,
            ),
            percent(labels.map(({ own }) => own)),
            percent(labels.map(({ read }) => read)),
          ]
        : ['', '', '', '', ''];
    const halfCells =
      halves.length > 0
        ? [
            percent(halves.map(({ kept }) => kept)),
            spread(
              halves.map(({ error }) => error),
              3,
            ),
          ]
        : ['', ''];
    const free = spread(
      found.map((each) => each.free),
      0,
    );
    rows.push(`| ${[knower.name, ...labelCells, ...halfCells, free].join(' | ')} |`);
  }
  const copied = [];
  for (const seed of seeds) copied.push(await nearestHalves(seed));
  rows.push(
    `| copying the nearest training half | | | | | | ${percent(copied.map(({ kept }) => kept))} | ${spread(
      copied.map(({ error }) => error),
      3,
    )} | |`,
  );
  const both = knowers.at(-1)!.name;
  return [
    'Asked for: 1000 samples with a given label, and how many of them the judge calls that digit, overall and for the worst digit; the Fréchet distance of 400 of them. Own label: of 1000 unconditional samples, those whose own label the judge agrees with. Read: of all 10 000 test images, given whole, the label read off after 16 applications. Halves: 500 test digits, lower halves inpainted from upper ones, after 96 applications: those in which the judge still sees the digit, and the mean square error of the lower half. Free: the Fréchet distance of unconditional samples.\n',
    '| learned | asked for, right | worst digit | Fréchet | own label | read | halves, kept | error | free |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    rows.join('\n'),
    '',
    `![Ten digits, a column each, asked for by label](figures/${pictureOf(both)})\n`,
    `![Upper halves of test digits, what came of them, and what they were](figures/${pictureOf(both, 'halves')})\n`,
    `*${both}. Above: digits by label, a column each. Below: upper halves of test digits, their completions, and the originals.*`,
  ].join('\n');
}

async function timeToQuality(): Promise<string> {
  const values = [];
  for (const recipe of [blended, blendedWider, quick, ...times]) {
    const walk = Object.keys(recipe.walks)[0]!;
    for (const { seconds, walks } of await outcomes(recipe))
      values.push({
        seconds,
        frechet: walks[walk]![48]!.frechet,
        way: walk === 'turns' ? 'blend and turns' : "the paper's way",
      });
  }
  const axis = (field: string, title: string) =>
    ({ field, type: 'quantitative', title, scale: { type: 'log' } }) as const;
  const chart: Chart = {
    width: 520,
    height: 320,
    title: { text: 'Time to quality', subtitle: `${chains} chains at run 48; a point a training` },
    data: { values },
    mark: { type: 'point', filled: true, size: 60 },
    encoding: {
      x: axis('seconds', 'seconds of training on 2 cores'),
      y: axis('frechet', 'Fréchet distance to test images'),
      color: { field: 'way', type: 'nominal', title: null },
    },
  };
  const file = writePicture('beyond-time.png', await png(chart));
  return `![Fréchet distance against seconds of training](figures/${file})`;
}

async function failures(): Promise<string> {
  const of = (looks: readonly Look[], what: 'faint' | 'effectiveClasses' | 'recall' | 'frechet', digits: number) =>
    spread(
      looks.map((each) => each[what]),
      digits,
    );
  const at = async (recipe: Recipe, walk: string, run: number) =>
    (await outcomes(recipe)).map(({ walks }) => walks[walk]![run]!);
  const walked = await Promise.all([48, 304, 3_008].map((run) => at(blendedWider, 'walk', run)));
  const lone = await at(blended, 'Eq. 2', 304);
  return [
    `- **Faint samples.** Of a hundred chains with turns, ${of(await at(blended, 'turns', 304).then((looks) => looks.map((each) => ({ ...each, faint: 100 * each.faint }))), 'faint', 1)} show no pixel brighter than three quarters (H = 256, run 304): strokes that f could not decide on.`,
    `- **The walk drifts** towards what is easy: effective classes ${walked.map((looks) => of(looks, 'effectiveClasses', 1)).join(' → ')} at runs 48, 304 and 3008, recall ${walked.map((looks) => of(looks, 'recall', 2)).join(' → ')}. Turns don't drift.`,
    `- **Blend without turns collapses**: by Eq. 2 the same networks have a Fréchet distance of ${of(lone, 'frechet', 0)} at run 304, and ${of(lone, 'effectiveClasses', 1)} effective classes: the chains end in black. The library warns.`,
    '',
    shownAs(blendedWider, 'walk', `The walk at run ${runs.at(-1)}`),
  ].join('\n');
}
