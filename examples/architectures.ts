/**
 * The architectures that the paper tried, each trained on MNIST in two ways: as the paper does, and beyond it, with noise
 * blended in and the kaleidoscope turned. Draws one row of states for each network and way, has a classifier of digits judge
 * them, and prints a table. `npm run architectures -- OUT.png`.
 */
import {
  fromMnist,
  kaleidoscope,
  lowestLoss,
  type Manifold,
  type Samples,
  type TrainingOptions,
  toFile,
  toPng,
  training,
  withTurns,
} from 'kaleidoflow';
import { autoencoder, transformer, unet } from 'kaleidoflow/networks';
import { identity, lastValueFrom, type MonoTypeOperatorFunction, of, take, tap } from 'rxjs';
import { judged } from '../tools/judge/judged.js';
import { nearestDistance, stacked } from './measures.js';
import { progress } from './progress.js';

const out = process.argv[2] ?? 'architectures.png';
const chains = 400;
const columns = 12;

const networks: Record<string, TrainingOptions & { steps: number }> = {
  'MLP, L = 10': { depth: 10, width: 256, steps: 1800, batchSize: 128 },
  'MLP, L = 3': { depth: 3, width: 256, steps: 1800, batchSize: 128 },
  // At the 4e-3 of a blend it learns nothing but black.
  'convolutional autoencoder': {
    network: autoencoder({ filters: 16 }),
    steps: 600,
    batchSize: 32,
    learningRate: 2e-3,
  },
  'autoencoder with a bottleneck': { network: autoencoder({ filters: 16, bottleneck: 32 }), steps: 600, batchSize: 32 },
  'U-Net': { network: unet({ filters: 8 }), steps: 1200, batchSize: 32 },
  'U-Net with a bottleneck': { network: unet({ filters: 8, bottleneck: 256 }), steps: 1200, batchSize: 32 },
  'patch Transformer': {
    network: transformer({ patch: 7, width: 64, depth: 2, heads: 4 }),
    steps: 600,
    batchSize: 32,
  },
};

interface Way {
  readonly options: TrainingOptions;
  readonly walk: MonoTypeOperatorFunction<Manifold>;
  /** Applications until the states are judged. */
  readonly steps: number;
}

const ways: Record<string, Way> = {
  "the paper's": { options: { learningRate: 1e-3 }, walk: identity, steps: 100 },
  'blend and turns': {
    options: { learningRate: 4e-3, schedule: 'cosine', blend: [0.6, 1] },
    // With the tenth of a picture that a turn leaves by default, a U-Net goes on with its fragments.
    walk: withTurns({ share: 0.97 }),
    steps: 96,
  },
};

const mnist = await lastValueFrom(fromMnist({ count: 10_000 }));
const rows: Samples[] = [];
console.log(
  [
    '| network | way | parameters | steps × batch | core minutes | loss | nearest image ' +
      '| Fréchet distance | precision | recall | density | coverage | classes |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ].join('\n'),
);
for (const [name, network] of Object.entries(networks))
  for (const [way, { options, walk, steps }] of Object.entries(ways)) {
    const began = process.cpuUsage();
    const manifold = await train(`${name}, ${way}`, { ...options, ...network });
    const { user } = process.cpuUsage(began);
    const end = await lastValueFrom(of(manifold).pipe(walk, kaleidoscope({ chains, seed: 7 }), take(steps)));
    rows.push(end);
    const found = await judged(end);
    const figures = [
      way,
      manifold.weights.reduce((sum, { length }) => sum + length, 0).toLocaleString('en'),
      `${network.steps} × ${network.batchSize}`,
      (user / 60e6).toFixed(1),
      manifold.loss.toFixed(4),
      (await nearestDistance(end, mnist)).toFixed(3),
      found.frechet.toFixed(0),
      ...[found.precision, found.recall, found.density, found.coverage].map((share) => share.toFixed(2)),
      found.classes,
    ];
    console.log(`| ${name} | ${figures.join(' | ')} |`);
  }
const picture: Samples = stacked(rows, columns);
await lastValueFrom(of(picture).pipe(toPng({ columns, scale: 2 }), toFile(out)));

function train(name: string, options: TrainingOptions & { steps: number }): Promise<Manifold> {
  const bar = progress(name, options.steps);
  return lastValueFrom(
    of(mnist).pipe(
      training({ ...options, every: 20, seed: 7 }),
      tap({ next: ({ step, loss }) => bar.at(step, `loss ${loss.toFixed(4)}`), finalize: bar.stop }),
      lowestLoss(),
    ),
  );
}
