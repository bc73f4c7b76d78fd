import { lossCurve } from '../src/frames/loss-curve.js';
import { logger } from '../src/streams/log.js';
import type { TrainingStep } from '../src/streams/training-step.js';
import { type Operator, stage } from './lift/rxjs/lift.js';

/**
 * Logs a training to a file, and passes its steps on. A path that ends in `.csv` or `.jsonl` gets a line per step:
 * step, loss, validation and seconds, written at once, so that a killed process loses none. A path that ends in `.png`
 * is drawn when the steps end, fail or are unsubscribed: the loss, and above it the validation loss, on a logarithmic
 * scale.
 *
 * An existing log continues: identical lines stay, and the seconds count on. From the first step that differs, of
 * another training, it is overwritten. In a page the file is downloaded at the end.
 *
 * @throws RangeError for a path with another extension, at once; the system's error, in the stream, when it cannot be
 * written, and Error when the existing file is no log.
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
