import { check, checkValue, notNegative, oneOf, whole } from '../base/check.js';
import { checkDraw, type Draw } from '../core/samples.js';
import { type Before, movementBetween } from '../metrics/movement.js';

/** Options of `burnIn` where it finds its end by itself. */
export interface SettledOptions {
  /** What the burn-in waits for. */
  readonly until: 'settled';
  /**
   * The chains have settled when their mean movement, ‖x^t − x^(t−1)‖² / D, is no more than this; 1e-4 by default.
   * Noise moves them too: U(−ε, ε) by 2ε²/3.
   */
  readonly tolerance?: number | undefined;
  /** The most steps that are dropped, settled or not; 1000 by default. */
  readonly max?: number | undefined;
}

/** A draw behind a burn-in that has found its end by itself. */
export interface BurnedIn {
  /** B, the steps that were dropped: `burnIn(B)` gives the same draws. It is `max` where the chains had not settled. */
  readonly burnIn: number;
}

/** Whether a draw comes after the first `steps` applications. */
export function afterBurnIn(steps: number): (draw: Draw) => boolean {
  checkValue('burnIn: steps', steps, whole(0, 0));
  return (draw) => {
    checkDraw('burnIn', draw);
    return draw.step > steps;
  };
}

/** The draws from the first that is hardly away from the one before it, with the number of steps that were dropped. */
export function afterSettling(options: SettledOptions) {
  const { tolerance, max } = check('burnIn', options, {
    until: oneOf(['settled'], 'settled'),
    tolerance: notNegative(1e-4),
    max: whole(1, 1000),
  });
  return (_signal: AbortSignal) => {
    let before: Before | undefined;
    let burnIn: number | undefined;
    return {
      next<D extends Draw>(draw: D): (D & BurnedIn)[] {
        checkDraw('burnIn', draw);
        if (before && draw.step <= before.step) burnIn = undefined;
        const moved = movementBetween(before, draw).reduce((sum, each) => sum + each / draw.count, 0);
        before = { step: draw.step, values: draw.values.slice() };
        if (draw.step > 0 && (moved <= tolerance || draw.step > max)) burnIn ??= draw.step - 1;
        return burnIn === undefined ? [] : [{ ...draw, burnIn }];
      },
    };
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
