import { encodeManifold } from '../../formats/manifold.js';
import { lowerLoss, type TrainingOptions, type TrainingStep, training } from '../../streams/training.js';
import { stateSize } from '../../values/label-units.js';
import type { Job, TrainJob } from '../job.js';
import { checkTravels } from '../sweep.js';
import { checkpoints } from './checkpoints.js';
import { checkBytes, type Desk, type Task } from './desk.js';

/** Learns a manifold; goes on from where another worker has left it. */
export async function train(job: Job & TrainJob, desk: Desk, task: Task): Promise<Uint8Array | undefined> {
  const { samples } = await desk.samples(job.samples, task);
  const options = job.options as TrainingOptions;
  checkTravels('work: options', options);
  const train = training(options, await checkpoints(task));
  checkSize(options, stateSize(samples));
  let best: TrainingStep | undefined;
  let steps = 0;
  for await (const step of train(samples, task.signal)) {
    best = lowerLoss(best, step);
    steps = step.step;
  }
  return best && steps === (options.steps ?? 3000) ? encodeManifold(best.manifold()) : undefined;
}

/** A network is trained with three numbers beside each of its own: its gradient and two moments. */
function checkSize({ depth = 10, width = 256 }: TrainingOptions, size: number): void {
  checkBytes(`a network of depth ${depth} and width ${width}`, 16 * (2 * size * width + (depth - 1) * width ** 2));
}
