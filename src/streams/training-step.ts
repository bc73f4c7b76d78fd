import { checkKind } from '../base/check.js';
import type { Manifold } from '../core/manifold.js';
import type { Stage } from './stage.js';

/** The network as it is after `step` updates. */
export interface TrainingStep {
  /** Updates made so far. */
  readonly step: number;
  /** Eq. 1 on this step's batch: mean square error over samples and dimensions. */
  readonly loss: number;
  /**
   * The same on the samples of the option `validation`, where there are any: on all of them, at the same noise in each step, so that
   * steps compare.
   */
  readonly validation?: number | undefined;
  /** The network as it is after this step. */
  manifold(): Manifold;
}

/**
 * The one with the lower validation loss, or else the lower loss, the first where they are equal. Where batches are blended with
 * noise, a low loss is a lucky τ: without a validation there it is the later one.
 */
export function lowerLoss(best: TrainingStep | undefined, step: TrainingStep): TrainingStep {
  checkKind('lowestLoss', 'a TrainingStep', step, typeof step?.manifold === 'function');
  return best && !isLower(step, best, step.manifold().blend !== undefined) ? best : step;
}

type Losses = Pick<TrainingStep, 'loss' | 'validation'>;

export function isLower({ loss, validation }: Losses, best: Losses, isBlended: boolean): boolean {
  if (validation !== undefined && best.validation !== undefined) return validation < best.validation;
  return isBlended || loss < best.loss;
}

/** The manifold of the step with the lowest validation loss or, where there is none, loss, when the training has ended. */
export const lowest = (): Stage<TrainingStep, Manifold> => {
  let best: TrainingStep | undefined;
  return {
    next(step) {
      best = lowerLoss(best, step);
      return [];
    },
    end: () => (best ? [best.manifold()] : []),
  };
};
