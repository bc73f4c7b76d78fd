/**
 * The paper's two ways to sample, side by side on the same manifold: the kaleidoscope and gradient descent, from noise and
 * from training images with white noise on them. Draws one row of states for each, and prints a table:
 * `npm run descend -- OUT.png`.
 */
import {
  type Draw,
  descend,
  energy,
  fromMnist,
  fromPoints,
  kaleidoscope,
  type Manifold,
  measure,
  type Samples,
  toFile,
  toPng,
  trainManifold,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, type OperatorFunction, of, take } from 'rxjs';
import { mean, nearestDistance, stacked } from './measures.js';

const out = process.argv[2] ?? 'descend.png';
const columns = 12;
const steps = 500;

/** ‖x − f(x)‖²/D, the mean over the samples. */
async function loss(manifold: Manifold, draw: Draw): Promise<number> {
  const { metrics } = await firstValueFrom(of(draw).pipe(measure({ energy: energy(manifold) })));
  return mean(metrics.energy);
}

const rows: Draw[] = [];
const table = [
  '| data | sampler | loss at the start | loss at the end | nearest sample |',
  '| --- | --- | ---: | ---: | ---: |',
];

async function compare(data: string, training: Samples, manifold: Manifold): Promise<void> {
  const seeds = { chains: 48, seed: 7 };
  const noise = await firstValueFrom(of(manifold).pipe(kaleidoscope({ ...seeds, emitStart: true })));
  const corrupted = { start: stacked([training], 48), corruption: 0.3, seed: 7 };
  const near = await firstValueFrom(of(manifold).pipe(descend({ ...corrupted, steps: 1, learningRate: 1e-9 })));
  const samplers: [name: string, start: Draw, sampler: OperatorFunction<Manifold, Draw>][] = [
    ['kaleidoscope, 100 applications', noise, (source) => source.pipe(kaleidoscope(seeds), take(100))],
    [`descent, ${steps} steps`, noise, descend({ ...seeds, steps })],
    [`descent from data + noise, ${steps} steps`, near, descend({ ...corrupted, steps })],
  ];
  for (const [name, start, sampler] of samplers) {
    const end = await lastValueFrom(of(manifold).pipe(sampler));
    const figures = [await loss(manifold, start), await loss(manifold, end), await nearestDistance(end, training)];
    table.push(`| ${data} | ${name} | ${figures.map((x) => x.toPrecision(2)).join(' | ')} |`);
    if (data === 'MNIST') rows.push(end);
  }
}

const corners = [0.2, 0.8].flatMap((x) => [0.2, 0.8].map((y) => [x, y]));
const points = await firstValueFrom(fromPoints(Array.from({ length: 48 }, (_, i) => corners[i % 4]!)));
const onPoints = trainManifold({ depth: 7, width: 50, steps: 2_000, learningRate: 1e-3, seed: 1 });
await compare('4 points', points, await firstValueFrom(of(points).pipe(onPoints)));

const mnist = await firstValueFrom(fromMnist({ count: 10_000 }));
const onMnist = trainManifold({ depth: 10, width: 256, steps: 3_000, learningRate: 5e-4, seed: 7 });
await compare('MNIST', mnist, await firstValueFrom(of(mnist).pipe(onMnist)));

console.log(table.join('\n'));
await lastValueFrom(of(stacked(rows, columns)).pipe(toPng({ columns, scale: 2 }), toFile(out)));
