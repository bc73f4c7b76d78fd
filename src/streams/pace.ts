import { checkValue, positive } from '../base/check.js';
import type { Stage } from './stage.js';

/**
 * Checks the pace now, and lets values through at it, one each time that it is due. Who is late by less than a frame is
 * waited for less the next time, so that nothing adds up; who is late by more makes up for nothing.
 */
export function pacing<T>(fps: number) {
  const frame = 1000 / checkValue('pace: fps', fps, positive(1));

  return (signal: AbortSignal): Stage<T, T> => {
    let due = Number.NEGATIVE_INFINITY;
    return {
      async *next(value) {
        let now = performance.now();
        for (; now < due && !signal.aborted; now = performance.now()) await timer(due - now, signal);
        if (signal.aborted) return;
        due = (now - due < frame ? due : now) + frame;
        yield value;
      },
    };
  };
}

/** More is none to timers. */
const longest = 2 ** 31 - 1;

/** Until so many milliseconds have passed, or the signal aborts. */
function timer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(started);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const started = setTimeout(end, Math.min(milliseconds, longest));
    signal.addEventListener('abort', end);
  });
}
