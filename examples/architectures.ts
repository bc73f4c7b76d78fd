/**
 * The architectures that the paper tried beside the MLP: each learns MNIST, and noise falls for 100 applications under it.
 * Draws one row of states for each, and prints a table. `npm run architectures -- OUT.png`.
 */
import {
  fromMnist,
  kaleidoscope,
  lowestLoss,
  type Manifold,
  measure,
  movement,
  type Network,
  type Samples,
  toFile,
  toPng,
  training,
} from 'kaleidoflow';
import { autoencoder, mlp, transformer, unet } from 'kaleidoflow/networks';
import { lastValueFrom, of, take, tap } from 'rxjs';
import { mean, nearestDistance, stacked } from './measures.js';
import { progress } from './progress.js';

const out = process.argv[2] ?? 'architectures.png';
const steps = 600;
const applications = 100;
const columns = 12;

const networks: Record<string, Network> = {
  MLP: mlp({ depth: 10, width: 256 }),
  'convolutional autoencoder': autoencoder({ filters: 16 }),
  'the same with a bottleneck of 32': autoencoder({ filters: 16, bottleneck: 32 }),
  'U-Net': unet({ filters: 8 }),
  'patch Transformer': transformer({ patch: 7, width: 64, depth: 2, heads: 4 }),
};

const mnist = await lastValueFrom(fromMnist({ count: 10_000 }));
const rows: Samples[] = [];
const table = [
  `| network | parameters | loss | nearest image | step ${applications} moves a pixel | minutes |`,
  '| --- | ---: | ---: | ---: | ---: | ---: |',
];
for (const [name, network] of Object.entries(networks)) {
  const began = performance.now();
  const manifold = await train(name, network);
  const minutes = (performance.now() - began) / 60_000;
  const end = await lastValueFrom(
    of(manifold).pipe(kaleidoscope({ chains: 48, seed: 7 }), measure({ movement: movement() }), take(applications)),
  );
  rows.push(end);
  const figures = [
    manifold.weights.reduce((sum, { length }) => sum + length, 0).toLocaleString('en'),
    manifold.loss.toFixed(4),
    (await nearestDistance(end, mnist)).toFixed(3),
    Math.sqrt(mean(end.metrics.movement)).toExponential(1),
    minutes.toFixed(1),
  ];
  table.push(`| ${name} | ${figures.join(' | ')} |`);
}
console.log(table.join('\n'));
const picture: Samples = stacked(rows, columns);
await lastValueFrom(of(picture).pipe(toPng({ columns, scale: 2 }), toFile(out)));

function train(name: string, network: Network): Promise<Manifold> {
  const bar = progress(name, steps);
  return lastValueFrom(
    of(mnist).pipe(
      training({ network, steps, batchSize: 32, learningRate: 1e-3, every: 20, seed: 7 }),
      tap({ next: ({ step, loss }) => bar.at(step, `loss ${loss.toFixed(4)}`), finalize: bar.stop }),
      lowestLoss(),
    ),
  );
}
