import { checkValue, whole } from './check.js';
import type { Draw } from './samples.js';

/** Whether a draw comes after the first `steps` applications. */
export function afterBurnIn(steps: number): (draw: Draw) => boolean {
  checkValue('burnIn: steps', steps, whole(0, 0));
  return (draw) => draw.step > steps;
}

/** Whether a draw's step is a multiple of `n`. */
export function everyNth(n: number): (draw: Draw) => boolean {
  checkValue('thin: n', n, whole(1, 1));
  return (draw) => draw.step % n === 0;
}
