import { type Draw, sizeOf } from '../core/samples.js';
import type { OpenableMetric } from './metric.js';

/**
 * How far each chain has come since the draw before: ‖x^t − x^s‖² / D, with s = t − 1 where no draw was left out. It is
 * NaN in the first draw, which has none before it. Without noise, the movement of a step is the `energy` of the state it
 * started from. It is of the chains of one stream: of streams that are merged, it would compare one's with another's.
 *
 * @example
 * ```ts
 * draws
 *   .pipe(measure({ movement: movement() }), take(3))
 *   .subscribe(({ step, metrics }) => console.log(step, metrics.movement));
 * ```
 */
export function movement(): OpenableMetric<Float32Array> {
  return {
    open() {
      let before: Before | undefined;
      return {
        measure(draw) {
          const moved = movementBetween(before, draw);
          before = { step: draw.step, values: draw.values.slice() };
          return moved;
        },
      };
    },
  };
}

/** What is kept of a draw: a copy, as others may write into the draw itself. */
export type Before = Pick<Draw, 'step' | 'values'>;

/** For each chain, the mean square change from one draw to a later one; NaN where they are not of the same chains. */
export function movementBetween(before: Before | undefined, draw: Draw): Float32Array {
  if (!before || before.step >= draw.step || before.values.length !== draw.values.length)
    return new Float32Array(draw.count).fill(Number.NaN);
  return squaredDifference(before.values, draw.values, sizeOf(draw.shape));
}

/** ‖a − b‖² / D for each pair of rows of D values. */
export function squaredDifference(a: Float32Array, b: Float32Array, size: number): Float32Array {
  return new Float32Array(a.length / size).map((_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) {
      const difference = a[i]! - b[i]!;
      sum += difference * difference;
    }
    return sum / size;
  });
}
