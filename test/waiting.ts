import { setTimeout as pause } from 'node:timers/promises';

/** Waits for what must come. */
export async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; !(await is()); await pause(20))
    if (performance.now() > end) throw new Error(`${what} has not come`);
}
