/** The manifold that the playground opens with: it draws digits, what is asked for, and what completes a part. */
import { fromMnist, lowestLoss, toFile, toSafetensors, training, withLabels } from 'kaleidoflow';
import { lastValueFrom, tap } from 'rxjs';
import { progress } from '../../examples/progress.js';

const steps = 12_000;
const bar = progress('digits', steps);

await lastValueFrom(
  fromMnist({ count: 30_000 }).pipe(
    withLabels(),
    training({
      depth: 3,
      width: 176,
      steps,
      batchSize: 128,
      learningRate: 4e-3,
      schedule: 'cosine',
      blend: [0.6, 1],
      given: { labels: 0.5, data: 0.5 },
      seed: 1,
    }),
    tap(({ step, loss }) => bar.at(step, `loss ${loss.toFixed(4)}`)),
    lowestLoss(),
    toSafetensors(),
    toFile('playground/learn/digits.safetensors'),
  ),
);
bar.stop();
