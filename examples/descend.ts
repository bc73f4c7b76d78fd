/**
 * The paper's two ways to sample, side by side on the same manifold: the kaleidoscope and gradient descent, from noise and
 * from training images with white noise on them. Draws one row of states for each, and prints a table:
 * `npm run descend -- OUT.png`.
 */
import {
  type Draw,
  descend,
  fromMnist,
  fromPoints,
  kaleidoscope,
  type Manifold,
  type Samples,
  toFile,
  toPng,
  trainManifold,
} from 'kaleidoflow';
import { firstValueFrom, lastValueFrom, type OperatorFunction, of, take } from 'rxjs';
import { movement, nearestDistance, stacked } from './measures.js';

const out = process.argv[2] ?? 'descend.png';
const columns = 12;
const steps = 500;

/** ‖x − f(x)‖²/D, the mean over the samples. */
async function loss(manifold: Manifold, samples: Samples): Promise<number> {
  const f = await firstValueFrom(of(manifold).pipe(kaleidoscope({ start: samples })));
  return movement(samples, f) ** 2;
}

const rows: Draw[] = [];
const table = [
  '| data | sampler | loss at the start | loss at the end | nearest sample |',
  '| --- | --- | ---: | ---: | ---: |',
];

async function compare(data: string, training: Samples, manifold: Manifold): Promise<void> {
  const seeds = { chains: 48, seed: 7 };
  const noise = await firstValueFrom(of(manifold).pipe(kaleidoscope({ ...seeds, emitStart: true })));
  const near: Samples = stacked([training], 48);
  const samplers: [name: string, start: Samples, sampler: OperatorFunction<Manifold, Draw>][] = [
    ['kaleidoscope, 100 applications', noise, (source) => source.pipe(kaleidoscope(seeds), take(100))],
    [`descent, ${steps} steps`, noise, descend({ ...seeds, steps })],
    [`descent from data + noise, ${steps} steps`, near, descend({ start: near, corruption: 0.3, seed: 7, steps })],
  ];
  for (const [name, start, sampler] of samplers) {
    const before = name.includes('data')
      ? await firstValueFrom(
          of(manifold).pipe(descend({ start, corruption: 0.3, seed: 7, steps: 1, learningRate: 1e-9 })),
        )
      : start;
    const end = await lastValueFrom(of(manifold).pipe(sampler));
    const figures = [await loss(manifold, before), await loss(manifold, end), nearestDistance(end, training)];
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
