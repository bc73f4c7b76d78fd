import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Motion, toPng } from 'kaleidoflow';
import { firstValueFrom, of } from 'rxjs';
import { Kept } from '../kept.js';
import { spread, writePicture } from '../report.js';
import { drawAt, type Found, judge, learn, measure, type Way } from './measure.js';
import { points, shapeIn, shapes } from './shapes.js';
import { closing, opening } from './texts.js';

const seeds = [1, 2, 3];
const counts = [500, 2_000];
const inPlane = ['ring', 'spiral', 'two moons', 'eight Gaussians'] as const;
const changedOn = ['ring', 'eight Gaussians'] as const;
const dimensions = [4, 8, 16];

const turns = (every: number, step: number, share: number): Motion => ({ kind: 'turns', every, step, share });
const atLevel = (level: number): Way => ({
  training: { blend: [level, level] },
  motion: { kind: 'walk', step: 0.3, level },
});

const images: Way = { training: { blend: [0.6, 1] }, motion: turns(16, 0.05, 0.9), run: 48 };
const tables: Way = { training: { blend: [0.3, 1] }, motion: turns(32, 0.05, 1), run: 32 };

/** One thing changed at a time. */
const others: Readonly<Record<string, Way>> = {
  '**the recipe**': {},
  'run 1000': { run: 1_000 },
  'level .03': atLevel(0.03),
  'level .1': atLevel(0.1),
  'level .2': atLevel(0.2),
  'blend .05 to .1': { training: { blend: [0.05, 0.1] } },
  'blend .05 to .3': { training: { blend: [0.05, 0.3] } },
  'blend .05 to 1': { training: { blend: [0.05, 1] } },
  '4000 steps': { training: { steps: 4_000 } },
  "images' recipe": images,
  "tables' recipe": tables,
  'turns that are told the noise': {
    training: { blend: [0, 1] },
    units: 16,
    motion: turns(24, 0.1, 1),
    run: 24,
  },
  'Eq. 1, ε = .02': { training: { blend: [0, 0], learningRate: 1e-3 }, noise: 0.02 },
};

/** Measures what is learned of points, and writes docs/points.md. */
export async function pointwise(): Promise<void> {
  const kept = new Kept<Found>('points');
  const found = async (name: string, shape: (typeof shapes)[string], count: number, way: Way, seed: number) => {
    const key = `${name} ${count} ${seed}`;
    const held = points(shape, 1_000, seed + 1_000);
    const result = kept.get(key) ?? (await measure(points(shape, count, seed), held, way, seed));
    kept.set(key, result);
    return result;
  };

  const main: string[][] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const real = await Promise.all(
      seeds.map((seed) => judge(points(shape, 1_000, seed + 2_000), points(shape, 1_000, seed + 1_000))),
    );
    main.push([`**${name}**`, 'held-out points', ...cells(real), '']);
    for (const count of counts) {
      const all: Found[] = [];
      for (const seed of seeds) all.push(await found(name, shape, count, {}, seed));
      const seconds = spread(
        all.map((each) => each.seconds),
        0,
      );
      main.push(['', `${count} learned`, ...cells(all), seconds]);
    }
  }

  const changed: string[][] = [];
  for (const [what, way] of Object.entries(others)) {
    const row = [what];
    for (const name of changedOn) row.push(inShort(await found(`${what} ${name}`, shapes[name]!, 1_000, way, 1)));
    changed.push(row);
  }

  const wide: string[][] = [];
  for (const [what, way] of Object.entries({
    '**the recipe**': walking,
    "images' recipe": images,
    "tables' recipe": tables,
  }))
    for (const kind of ['clouds', 'curve'] as const) {
      const row = [what, kind];
      for (const size of dimensions)
        row.push(inShort(await found(`${what} ${kind} ${size}`, shapeIn(size, kind), 1_000, way, 1)));
      wide.push(row);
    }

  const sections = [
    opening,
    await pictures(),
    '## Measured',
    table(['', '', 'precision', 'recall', 'density', 'coverage', 'seconds'], main),
    '## What matters',
    '1000 training points, one seed. Precision, recall and coverage.',
    table(['', ...changedOn], changed),
    '## In more dimensions',
    'Eight clouds, and a closed curve, at random places; 1000 points, one seed. Precision, recall and coverage.',
    table(['', '', ...dimensions.map((size) => `D = ${size}`)], wide),
    closing,
  ];
  writeFileSync(join('docs', 'points.md'), `${sections.join('\n\n')}\n`);
}

/** The recipe for points, also where there are more dimensions than it is for. */
const walking: Way = {
  ...atLevel(0.05),
  training: { blend: [0.05, 0.05], width: 256, steps: 2_000, jitter: 0, given: 0 },
};

/** Chains at run 100 of what was learned, above what was learned. */
async function pictures(): Promise<string> {
  const shown = [];
  for (const name of [...inPlane, 'three Gaussians, 1-D']) {
    const below = points(shapes[name]!, 1_000, 1);
    const draw = await drawAt(await learn(below, {}, 1), 100, 1, name.endsWith('1-D') ? 100 : 500);
    const png = await firstValueFrom(of(draw).pipe(toPng({ below })));
    const file = writePicture(`points-${name.replaceAll(/\W+/g, '-')}.png`, png);
    shown.push(`![${name}: chains at run 100, in blue, above the points that were learned](figures/${file})`);
  }
  return shown.join('\n');
}

const names = ['precision', 'recall', 'density', 'coverage'] as const;
const cells = (all: readonly Omit<Found, 'seconds'>[]) => names.map((name) => spread(all.map((each) => each[name])));
const inShort = ({ precision, recall, coverage }: Found) =>
  [precision, recall, coverage].map((value) => value.toFixed(2)).join(', ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
