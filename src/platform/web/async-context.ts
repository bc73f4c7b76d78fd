import type { AsyncContext } from '../platform.js';

/** Browsers can't follow a call that waits, so a value belongs to it until it waits for the first time. */
export function asyncContext<T>(): AsyncContext<T> {
  let current: T | undefined;
  return {
    run(value, call) {
      const outer = current;
      current = value;
      try {
        return call();
      } finally {
        current = outer;
      }
    },
    current: () => current,
  };
}
