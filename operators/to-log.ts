import { lossCurve } from '../src/frames/loss-curve.js';
import { logger } from '../src/streams/log.js';
import type { TrainingStep } from '../src/streams/training.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Logs a training into a file, and passes its steps on. For a path that ends in `.csv` or `.jsonl` each step is a line: step, loss,
 * validation and seconds, written when it comes, so that a process that is killed loses none. One that ends in `.png` is drawn
 * when the steps end, fail or are left: the loss, and above it the validation loss, on a scale of powers of ten.
 *
 * A log that is there goes on: lines that say the same stay, and the seconds count on. From the first step that says something else,
 * of another training, it is written anew. In a page the file is downloaded in the end.
 *
 * @throws RangeError for a path with another ending, at once; the system's error, in the stream, when it cannot be written, and
 * Error when what is there is no log.
 * @example
 * ```ts
 * fromPoints([0.2, 0.8]).pipe(
 *   training({ depth: 2, width: 10, steps: 500, every: 50 }),
 *   toLog('loss.csv'),
 *   toLog('loss.png'),
 *   lowestLoss(),
 * );
 * ```
 */
export function toLog(path: string): Operator<TrainingStep, TrainingStep> {
  return stage(logger(path, lossCurve));
}
