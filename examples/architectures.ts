/**
 * The architectures that the paper tried, each trained on MNIST for the same time in three ways: as the paper does; beyond it, with noise
 * blended in and the kaleidoscope turned; and so with each error weighed by the velocity that it implies. Draws one row of states for
 * each network and way, has a classifier of digits judge them, and prints a table. `npm run architectures -- OUT.png`.
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
/** Of training, for each network and way. */
const seconds = 20;

const networks: Record<string, TrainingOptions> = {
  'MLP, L = 10': { depth: 10, width: 256, batchSize: 128 },
  'MLP, L = 3': { depth: 3, width: 384, batchSize: 128 },
  'convolutional autoencoder': { network: autoencoder({ filters: 16 }), batchSize: 32 },
  'autoencoder with a bottleneck': { network: autoencoder({ filters: 16, bottleneck: 32 }), batchSize: 32 },
  'U-Net': { network: unet({ filters: 8 }), batchSize: 32 },
  'U-Net with a bottleneck': { network: unet({ filters: 8, bottleneck: 256 }), batchSize: 32 },
  'patch Transformer': { network: transformer({ patch: 7, width: 64, depth: 2, heads: 4 }), batchSize: 32 },
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
  velocity: {
    options: { learningRate: 4e-3, schedule: 'cosine', blend: [0.2, 1], weighting: 'velocity' },
    walk: withTurns({ every: 32, step: 0.05, share: 1 }),
    steps: 96,
  },
};

const mnist = await lastValueFrom(fromMnist({ count: 10_000 }));
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
    const found = await judged(end);
    const figures = [
      way,
      manifold.weights.reduce((sum, { length }) => sum + length, 0).toLocaleString('en'),
      `${updates} × ${network.batchSize}`,
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

function train(name: string, options: TrainingOptions, steps: number): Promise<Manifold> {
  const bar = progress(name, steps);
  return lastValueFrom(
    of(mnist).pipe(
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
    of(mnist).pipe(
      training({ ...options, steps, every: steps }),
      tap(() => times.push(Date.now())),
    ),
  );
  return (times.at(-1)! - times[0]!) / 1_000 / steps;
}
