import { show } from '../../base/check.js';
import { countsOf } from '../../core/manifold.js';
import type { Samples } from '../../core/samples.js';
import { encodeManifold } from '../../models/manifold.js';
import type { Directory } from '../../platform/platform.js';
import { UnusableCheckpoints } from '../../streams/checkpoints.js';
import { training } from '../../streams/training.js';
import type { TrainingOptions } from '../../streams/training-options.js';
import { lowerLoss, type TrainingStep } from '../../streams/training-step.js';
import { architectureOf } from '../../streams/untrained.js';
import { limits } from '../checked.js';
import type { Job, TrainJob } from '../job.js';
import { checkTravels } from '../sweep.js';
import { checkpoints } from './checkpoints.js';
import { checkBytes, type Desk, type Task } from './desk.js';

/** Trains a manifold; resumes from another worker's checkpoint, or starts anew where that can't be read. */
export async function train(job: Job & TrainJob, desk: Desk, task: Task): Promise<Uint8Array | undefined> {
  const { samples } = await desk.samples(job.samples, task);
  const options = job.options as TrainingOptions;
  checkTravels('work: options', job.options);
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
  for await (const step of train(samples, signal)) best = lowerLoss(best, step);
  return best && !signal.aborted ? encodeManifold(best.manifold()) : undefined;
}

/** Of a network each number has a gradient and two moments beside it, and of a batch each layer keeps what it gives. */
function checkSize(options: TrainingOptions, samples: Samples): void {
  const { depth = 10, network, steps = 0, batchSize = 256 } = options;
  const layers = Array.isArray(network) ? network.length : 0;
  if (layers > mostLayers) throw new RangeError(`work: network must have at most ${mostLayers} layers, not ${layers}`);
  if (depth > mostLayers) throw new RangeError(`work: depth must be at most ${mostLayers}, not ${show(depth)}`);
  if (steps > limits.steps) throw new RangeError(`work: steps must be at most ${limits.steps}, not ${show(steps)}`);
  const { weights, values } = countsOf(architectureOf(options, samples));
  const batch = Math.min(batchSize, samples.count) * values;
  checkBytes(`a network of ${weights} weights, with batches of ${batchSize}`, 16 * weights + 8 * batch);
}

/** The most layers of a network that is trained. */
const mostLayers = 1000;
