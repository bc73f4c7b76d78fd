import {
  type Draw,
  energy,
  fromManifold,
  given,
  kaleidoscope,
  type Manifold,
  measure,
  morph,
  type Samples,
  thin,
  toPng,
  withTurns,
} from 'kaleidoflow';
import { firstValueFrom, from, identity, lastValueFrom, of, take, toArray } from 'rxjs';
import { distances } from '../../src/core/morph.js';
import { sizeOf } from '../../src/core/samples.js';
import { table } from '../bench/report.js';
import { judge } from '../judge/judge.js';
import { judged, testImages } from '../judge/judged.js';
import { mean, writePicture } from './report.js';

/** Digits that become others, and digits that are varied, with the playground's manifold: two pictures, and what is measured of them. */
export async function between(): Promise<void> {
  const manifold = await firstValueFrom(fromManifold('playground/learn/digits.safetensors'));
  await morphs(manifold);
  await variations(manifold);
}

const count = 200;
const frames = 25;

async function morphs(manifold: Manifold): Promise<void> {
  const [a, b] = await Promise.all([testImages(count, 1), testImages(count, 2)]);
  const draws = await lastValueFrom(of(manifold).pipe(morph(a, b, { frames }), toArray()));
  const faded = draws.map((draw, i): Draw => {
    const t = i / (frames - 1);
    return { ...draw, values: a.values.map((value, j) => (1 - t) * value + t * b.values[j]!) };
  });
  const rows = [
    ['fading from one to the other', ...(await measured(faded, manifold))],
    ['`morph`', ...(await measured(draws, manifold))],
  ];
  console.log(table(['', 'way', 'largest step', '‖x − f(x)‖² / D', 'precision', 'Fréchet distance'], rows));
  const shown = draws.filter((_, i) => i % 2 === 0);
  await write('morph.png', rowsOf(shown, 6), shown.length);
}

/** Means over the pairs, with lengths as shares of the distance of the ends; and what the judge finds in the middle. */
async function measured(draws: readonly Draw[], manifold: Manifold): Promise<string[]> {
  const ends = apart(draws[0]!, draws.at(-1)!);
  const steps = draws.slice(1).map((draw, i) => apart(draws[i]!, draw));
  const ofPairs = (length: (pair: number) => number) => mean(ends.map((end, pair) => length(pair) / end));
  const energies = await lastValueFrom(
    from(draws.map((draw, step) => ({ ...draw, step }))).pipe(measure({ energy: energy(manifold) }), toArray()),
  );
  const { frechet, precision } = await judged(draws[(frames - 1) / 2]!);
  return [
    ofPairs((pair) => steps.reduce((sum, step) => sum + step[pair]!, 0)).toFixed(2),
    ofPairs((pair) => Math.max(...steps.map((step) => step[pair]!))).toFixed(3),
    mean(energies.map(({ metrics }) => mean(metrics.energy))).toFixed(3),
    precision.toFixed(2),
    frechet.toFixed(0),
  ];
}

/** How far apart the samples in the same places are. */
const apart = (a: Samples, b: Samples): number[] => [...distances(a.values, b.values, a.count)];

async function variations(manifold: Manifold): Promise<void> {
  const images = await testImages(400, 1);
  const usual = mean(apart(images, await testImages(400, 2)));
  const { classify } = await judge();
  const rows: string[][] = [];
  const shown: Samples[] = [images];
  for (const isGiven of [false, true])
    for (const share of [0.6, 0.7, 0.8, 0.9]) {
      const varied = await lastValueFrom(
        of(manifold).pipe(
          isGiven ? given({ label: [...images.labels!] }) : identity,
          withTurns({ share }),
          kaleidoscope({ start: images, seed: 1 }),
          thin(32),
          take(1),
        ),
      );
      const seen = await classify(varied);
      const kept = mean(seen.map((digit, i) => Number(digit === images.labels![i])));
      const { frechet } = await judged(varied);
      rows.push([
        `${share}${isGiven ? ', label given' : ''}`,
        `${(100 * kept).toFixed(0)} %`,
        (mean(apart(images, varied)) / usual).toFixed(2),
        frechet.toFixed(0),
      ]);
      if (!isGiven) shown.push(varied);
    }
  console.log(table(['share', 'the same digit', 'distance, of that between test images', 'Fréchet distance'], rows));
  const columns = 16;
  const size = columns * sizeOf(images.shape);
  const values = new Float32Array(shown.length * size);
  for (const [row, { values: all }] of shown.entries()) values.set(all.subarray(0, size), row * size);
  await write('vary.png', { ...images, values, count: shown.length * columns }, columns);
}

/** The first chains of all draws, a row each. */
function rowsOf(draws: readonly Draw[], chains: number): Samples {
  const size = sizeOf(draws[0]!.shape);
  const values = new Float32Array(chains * draws.length * size);
  for (const [column, draw] of draws.entries())
    for (let i = 0; i < chains; i++)
      values.set(draw.values.subarray(i * size, (i + 1) * size), (i * draws.length + column) * size);
  const { shape, range } = draws[0]!;
  return { values, count: chains * draws.length, shape, range };
}

async function write(file: string, { values, count, shape, range }: Samples, columns: number): Promise<void> {
  const png = await firstValueFrom(of({ values, count, shape, range }).pipe(toPng({ columns, scale: 2 })));
  writePicture(file, png);
}
