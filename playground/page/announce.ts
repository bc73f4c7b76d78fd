import { catchError, EMPTY, type MonoTypeOperatorFunction } from 'rxjs';
import { part } from './dom.js';

/** Says something to screen readers, once, and to all who look, in the line under the plate. */
export function announce(text: string): void {
  part('said').textContent = text;
}

/** Says what went wrong. */
export function complain(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const place = part('wrong');
  place.textContent = message;
  place.hidden = message === '';
}

/** Ends a pipeline that fails with words on the page. */
export const orComplain = <T>(): MonoTypeOperatorFunction<T> =>
  catchError((error) => {
    complain(error);
    return EMPTY;
  });
