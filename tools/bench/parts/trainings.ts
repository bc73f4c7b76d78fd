import { mnist, paper } from '../net.js';
import { median } from '../pace.js';
import { train } from '../pipeline.js';
import { besideTraining } from '../preview.js';
import { figures, say } from '../report.js';

/** A long training of the paper's network, and what previews and checkpoints cost beside a short one. */
export async function trainings() {
  const samples = await mnist();
  say('previews and checkpoints');
  const beside = await besideTraining(samples, 5);
  say('1000 steps of training');
  const long = await train(samples, paper, 1_000, 100);
  return {
    text: [
      figures('ratios', {
        'training with a live preview: time added, over that of the sampling alone':
          (beside.previewed - beside.alone) / beside.previews,
        'training with checkpoints, time over that without': beside.checkpointed / beside.alone,
      }),
      figures('milliseconds', {
        'training step, last 500 of 1000': median(long.times.slice(-5)),
        'event loop delay while training, 99th percentile': long.loopDelay,
      }),
      figures(
        'losses',
        Object.fromEntries([0, 200, 400, 600, 800, 1_000].map((step) => [`step ${step}`, long.losses.get(step)!])),
      ),
    ],
    beside,
  };
}
