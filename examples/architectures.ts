/**
 * The architectures that the paper tried, each trained for the same time on digits in three ways: as the paper does; beyond it, with noise
 * blended in and the kaleidoscope turned; and so with each error weighed by the velocity that it implies. With `--faces`, in the last way, on
 * faces in colour. Draws one row of states for each network and way, has a classifier judge them, and prints a table.
 * `npm run architectures -- --faces --seconds 120 --out OUT.png`.
 */
import { parseArgs } from 'node:util';
import {
  kaleidoscope,
  lowestLoss,
  type Manifold,
  type Samples,
  type TrainingOptions,
  toFile,
  toPng,
  training,
} from 'kaleidoflow';
import { lastValueFrom, of, take, tap } from 'rxjs';
import { digitsContest, facesContest } from './contests.js';
import { nearestDistance, stacked } from './measures.js';
import { progress } from './progress.js';

const { values: flags } = parseArgs({
  options: { faces: { type: 'boolean' }, seconds: { type: 'string' }, out: { type: 'string' } },
});
const { learned, networks, ways, judge, ...usual } = await (flags.faces ? facesContest() : digitsContest());
const seconds = Number(flags.seconds ?? usual.seconds);
const chains = 400;
const columns = 12;
const rows: Samples[] = [];
console.log(
  [
    '| network | way | parameters | steps × batch | loss | nearest image ' +
      '| Fréchet distance | precision | recall | density | coverage | classes |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ].join('\n'),
);
for (const [name, network] of Object.entries(networks))
  for (const [way, { options, walk, steps }] of Object.entries(ways)) {
    const settings = { ...options, ...network };
    const updates = Math.max(3, Math.round(seconds / (await secondsOfStep(settings))));
    const manifold = await train(`${name}, ${way}`, settings, updates);
    const end = await lastValueFrom(of(manifold).pipe(walk, kaleidoscope({ chains, seed: 7 }), take(steps)));
    rows.push(end);
    const found = await judge(end);
    const figures = [
      way,
      manifold.weights.reduce((sum, { length }) => sum + length, 0).toLocaleString('en'),
      `${updates} × ${network.batchSize}`,
      manifold.loss.toFixed(4),
      (await nearestDistance(end, learned)).toFixed(3),
      found.frechet.toFixed(0),
      ...[found.precision, found.recall, found.density, found.coverage].map((share) => share.toFixed(2)),
      found.classes ?? '',
    ];
    console.log(`| ${name} | ${figures.join(' | ')} |`);
  }
const picture: Samples = stacked(rows, columns);
await lastValueFrom(of(picture).pipe(toPng({ columns, scale: 2 }), toFile(flags.out ?? 'architectures.png')));

function train(name: string, options: TrainingOptions, steps: number): Promise<Manifold> {
  const bar = progress(name, steps);
  return lastValueFrom(
    of(learned).pipe(
      training({ ...options, steps, every: 20, seed: 7 }),
      tap({ next: ({ step, loss }) => bar.at(step, `loss ${loss.toFixed(4)}`), finalize: bar.stop }),
      lowestLoss(),
    ),
  );
}

/** How long a step takes. */
async function secondsOfStep(options: TrainingOptions): Promise<number> {
  const steps = 60;
  const times: number[] = [];
  await lastValueFrom(
    of(learned).pipe(
      training({ ...options, steps, every: steps }),
      tap(() => times.push(Date.now())),
    ),
  );
  return (times.at(-1)! - times[0]!) / 1_000 / steps;
}
