import { show } from '../../base/check.js';
import { stateSize } from '../../core/label-units.js';
import type { Samples } from '../../core/samples.js';
import { encodeManifold } from '../../models/manifold.js';
import type { Directory } from '../../platform/platform.js';
import { UnusableCheckpoints } from '../../streams/checkpoints.js';
import { lowerLoss, type TrainingOptions, type TrainingStep, training } from '../../streams/training.js';
import { limits } from '../checked.js';
import type { Job, TrainJob } from '../job.js';
import { checkTravels } from '../sweep.js';
import { checkpoints } from './checkpoints.js';
import { checkBytes, type Desk, type Task } from './desk.js';

/** Trains a manifold; resumes from another worker's checkpoint, or starts anew where that can't be read. */
export async function train(job: Job & TrainJob, desk: Desk, task: Task): Promise<Uint8Array | undefined> {
  const { samples } = await desk.samples(job.samples, task);
  const options = job.options as TrainingOptions;
  checkTravels('work: options', options);
  const kept = checkpoints(task);
  const learn = (from: Directory) => learned(options, samples, from, task.signal);
  try {
    return await learn(kept);
  } catch (error) {
    if (!(error instanceof UnusableCheckpoints)) throw error;
    return learn({ ...kept, names: async () => [] });
  }
}

async function learned(options: TrainingOptions, samples: Samples, kept: Directory, signal: AbortSignal) {
  const train = training(options, kept);
  checkSize(options, samples);
  let best: TrainingStep | undefined;
  let steps = 0;
  for await (const step of train(samples, signal)) {
    best = lowerLoss(best, step);
    steps = step.step;
  }
  return best && steps === (options.steps ?? 3000) ? encodeManifold(best.manifold()) : undefined;
}

/** Of a network each number has a gradient and two moments beside it, and of a batch each layer keeps what it gives. */
function checkSize({ depth = 10, width = 256, steps = 0, batchSize = 256 }: TrainingOptions, samples: Samples): void {
  if (depth > mostLayers) throw new RangeError(`work: depth must be at most ${mostLayers}, not ${show(depth)}`);
  if (steps > limits.steps) throw new RangeError(`work: steps must be at most ${limits.steps}, not ${show(steps)}`);
  const size = stateSize(samples);
  const weights = 2 * size * width + (depth - 1) * width ** 2;
  const batch = Math.min(batchSize, samples.count) * (2 * size + depth * width);
  checkBytes(`a network of depth ${depth} and width ${width}, with batches of ${batchSize}`, 16 * weights + 8 * batch);
}

/** The most layers of a network that is trained. */
const mostLayers = 1000;
