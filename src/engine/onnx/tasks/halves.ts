import { sizeOf } from '../../../core/samples.js';
import type { Thread } from '../../../platform/platform.js';
import type { Runtime, Session, Tensor, Tensors } from '../session.js';
import type { BesideTask, SharedArray } from './task.js';

/** What has a row for each state, and is halved. All else is for both halves, or the mean of what comes of them. */
const ofRows = new Set(['input', 'target', 'weight', 'x', 'added', 'free', 'known', 'next', 'shown']);

/** Opens a graph of rows, and in another thread, at the same time, one of the later half of them. */
export async function openHalves(
  { tensor, open }: Runtime,
  openBeside: (task: BesideTask) => Promise<Thread>,
  model: Uint8Array,
  later = model,
): Promise<Session> {
  const thread = await openBeside({ kind: 'beside', model: later });
  const session = await open(model, true).catch(async (error) => {
    await thread.close();
    throw error;
  });
  let shared = { rows: 0, inputs: [] as SharedArray[], outputs: [] as SharedArray[] };

  return {
    async run(feeds, fetches) {
      const rows = Object.entries(feeds).find(([name]) => ofRows.has(name))![1].dims[0]!;
      const theirs = rows >> 1;
      const ours = rows - theirs;
      if (theirs === 0) return session.run(feeds, fetches);

      /** Where the later rows begin. */
      const begin = (name: string, { dims }: Tensor) => (ofRows.has(name) ? ours * dims[1]! : 0);
      const first = (tensors: Tensors): Tensors =>
        Object.fromEntries(
          Object.entries(tensors).map(([name, whole]) => {
            if (!ofRows.has(name)) return [name, whole];
            return [name, tensor(valuesOf(whole).subarray(0, begin(name, whole)), [ours, whole.dims[1]!])];
          }),
        );
      const sharedLike = (tensors: Tensors) =>
        Object.entries(tensors).map(([name, { dims }]) =>
          sharedArray(name, ofRows.has(name) ? [theirs, dims[1]!] : dims),
        );

      const isNew = shared.rows !== rows;
      if (isNew) shared = { rows, inputs: sharedLike(feeds), outputs: sharedLike(fetches) };
      for (const { name, values } of shared.inputs)
        values.set(valuesOf(feeds[name]!).subarray(begin(name, feeds[name]!)));
      await Promise.all([
        thread.ask(isNew ? { inputs: shared.inputs, outputs: shared.outputs } : 'run'),
        session.run(first(feeds), first(fetches)),
      ]);
      for (const { name, values } of shared.outputs) {
        const all = valuesOf(fetches[name]!);
        if (ofRows.has(name)) all.set(values, begin(name, fetches[name]!));
        else for (let i = 0; i < all.length; i++) all[i] = (ours / rows) * all[i]! + (theirs / rows) * values[i]!;
      }
    },
    async release() {
      await thread.close();
      await session.release();
    },
  };
}

const valuesOf = ({ data }: Tensor) => data as Float32Array;

const sharedArray = (name: string, dims: readonly number[]): SharedArray => ({
  name,
  dims,
  values: new Float32Array(new SharedArrayBuffer(sizeOf(dims) * Float32Array.BYTES_PER_ELEMENT)),
});
