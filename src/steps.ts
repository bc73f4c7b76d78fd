import { checkValue, whole } from './check.js';
import { checkDraw, type Draw } from './samples.js';

/** Whether a draw comes after the first `steps` applications. */
export function afterBurnIn(steps: number): (draw: Draw) => boolean {
  checkValue('burnIn: steps', steps, whole(0, 0));
  return (draw) => {
    checkDraw('burnIn', draw);
    return draw.step > steps;
  };
}

/** Whether a draw's step is a multiple of `n`. */
export function everyNth(n: number): (draw: Draw) => boolean {
  checkValue('thin: n', n, whole(1, 1));
  return (draw) => {
    checkDraw('thin', draw);
    return draw.step % n === 0;
  };
}
