import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import type { Runtime } from '../../engine/onnx/session.js';

const name = 'kaleidoflow: turns at the GPU';

/** Who is next, and whose turn it is, by numbers: memory of this thread and of those that it starts from now on. */
export function sharedTurns(): Int32Array {
  const found = getEnvironmentData(name) as unknown as Int32Array | undefined;
  if (found) return found;
  const turns = new Int32Array(new SharedArrayBuffer(8));
  setEnvironmentData(name, turns);
  return turns;
}

/**
 * A runtime that does one thing at a time, whichever thread it is asked in, in the order in which it is asked. All threads of a
 * process have one GPU together, and two that use it at once end the process.
 */
export function inTurn({ open, openRecurrence, ...runtime }: Runtime): Runtime {
  const turns = sharedTurns();
  const alone =
    <Given extends unknown[], T>(work: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      const mine = Atomics.add(turns, 0, 1);
      for (let now = Atomics.load(turns, 1); now !== mine; now = Atomics.load(turns, 1)) Atomics.wait(turns, 1, now);
      try {
        return await work(...given);
      } finally {
        Atomics.add(turns, 1, 1);
        Atomics.notify(turns, 1);
      }
    };

  return {
    ...runtime,
    open: alone(async (model) => {
      const { run, release } = await open(model);
      return { run: alone(run), release: alone(release) };
    }),
    ...(openRecurrence && {
      openRecurrence: alone(async (model, start) => {
        const { run, read, release } = await openRecurrence(model, start);
        return { run: alone(run), read: alone(read), release: alone(release) };
      }),
    }),
  };
}
