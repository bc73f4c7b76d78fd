/**
 * The manifold of faces that comes with the playground: of those that `examples/avatars.ts` draws, with what can be asked of them.
 */
import { writeFileSync } from 'node:fs';
import { lowestLoss, toSafetensors, training, withAttributes, withTurns } from 'kaleidoflow';
import { lastValueFrom, tap } from 'rxjs';
import { fromAvatars } from '../../examples/avatars.js';
import { progress } from '../../examples/progress.js';

const steps = 6_000;
const columns = [
  'top',
  'hairColor',
  'skinColor',
  'facialHair',
  'accessories',
  'eyes',
  'mouth',
  'clothing',
  'clothesColor',
];
const bar = progress('faces', steps);

const file = await lastValueFrom(
  fromAvatars(10_000).pipe(
    withAttributes({ columns, copies: { category: 6 } }),
    // So narrow, three layers are sharper than the recipe's five with skips.
    training({
      ...{ depth: 3, width: 224, steps, batchSize: 128, learningRate: 4e-3, schedule: 'cosine' },
      ...{ blend: [0.2, 1], weighting: 'velocity', given: 1, seed: 1 },
    }),
    tap(({ step, loss }) => bar.at(step, `loss ${loss.toFixed(4)}`)),
    lowestLoss(),
    withTurns({ every: 64, step: 0.05, share: 1 }),
    toSafetensors({ precision: 'half' }),
  ),
);
bar.stop();
writeFileSync('playground/learn/faces.safetensors', file);
