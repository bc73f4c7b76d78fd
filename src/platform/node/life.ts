/** How far a thread is and, behind that, whether it is left: memory that it shares with whoever started it. */
export type Life = Int32Array<SharedArrayBuffer>;

const [starting, computing, over] = [0, 1, 2];

export const newLife = (): Life => new Int32Array(new SharedArrayBuffer(8));

/**
 * In the thread, before it loads what aborts the process when it is ended from outside.
 * @returns Whether it may: it may not when it was left before.
 */
export const begin = (life: Life): boolean => Atomics.compareExchange(life, 0, starting, computing) === starting;

/** In the thread: it holds nothing any more. */
export function finish(life: Life): void {
  Atomics.store(life, 0, over);
  Atomics.notify(life, 0);
}

/** Whether nobody waits for what the thread opens. */
export const isLeft = (life: Life): boolean => Atomics.load(life, 1) === 1;

/** Outside. @returns Whether the thread has not begun, and so may be ended at once. */
export function leave(life: Life): boolean {
  Atomics.store(life, 1, 1);
  return Atomics.compareExchange(life, 0, starting, over) === starting;
}

/** Outside: blocks until the thread holds nothing any more, a run at most, or the opening of a session. */
export const waitUntilOver = (life: Life): void => void Atomics.wait(life, 0, computing, 10_000);
