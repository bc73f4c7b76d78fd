import { show } from '../base/check.js';
import type { Applied, OpenMap } from './engine.js';
import { ignoreIfAborted } from './ignore-if-aborted.js';

/** How many of the chains are mapped at once: no more than `most`, in pieces of equal size. */
export const blockRows = (chains: number, most: number): number =>
  Math.ceil(chains / Math.ceil(chains / Math.max(1, Math.floor(most))));

/** Which chains there are, and how many numbers the state of each has. */
export interface Chains {
  readonly count: number;
  /** The number of the first. */
  readonly first: number;
  readonly columns: number;
}

/**
 * Applies a map to the states of all chains, a block after another; the last block begins within the one before where the rows
 * do not come out even. It leaves off, without a result, when the signal says so.
 */
export async function applyInBlocks(
  map: OpenMap,
  states: Float32Array,
  { count: chains, first, columns }: Chains,
  step: number,
  signal?: AbortSignal,
): Promise<Applied | undefined> {
  const { rows } = map;
  if (!Number.isInteger(rows) || rows < 1 || rows > chains)
    throw new RangeError(`the engine's map: rows must be a whole number from 1 to ${chains}, not ${show(rows)}`);
  const atOnce = async () => sized(await map.apply(states, step, first, signal), chains * columns);
  const work = rows === chains ? atOnce() : blockByBlock(map, states, chains, step, first, signal);
  return ignoreIfAborted(work, signal);
}

async function blockByBlock(
  map: OpenMap,
  states: Float32Array,
  chains: number,
  step: number,
  first: number,
  signal?: AbortSignal,
): Promise<Applied | undefined> {
  const { rows } = map;
  const columns = states.length / chains;
  const state = new Float32Array(states.length);
  let shown = state;
  const asked: { at: number; answer: Promise<Applied> }[] = [];
  const take = async () => {
    const { at, answer } = asked.shift()!;
    const applied = sized(await answer, rows * columns);
    state.set(applied.state, at);
    if (applied.shown === applied.state) return;
    if (shown === state) shown = new Float32Array(states.length);
    shown.set(applied.shown, at);
  };
  try {
    for (let next = 0; next < chains && !signal?.aborted; next += rows) {
      const from = Math.min(next, chains - rows);
      const at = from * columns;
      const block = states.subarray(at, at + rows * columns);
      const answer = map.apply(block, step, first + from, signal);
      answer.catch(() => undefined); // it may fail before its turn to be read has come
      asked.push({ at, answer });
      if (asked.length === askedAtOnce) await take();
    }
    while (asked.length > 0) await take();
  } finally {
    await Promise.allSettled(asked.map(({ answer }) => answer));
  }
  return signal?.aborted ? undefined : { state, shown };
}

/** What an engine answered, if it is as many numbers as were asked for. */
function sized(applied: Applied, length: number): Applied {
  for (const part of ['state', 'shown'] as const)
    if (applied[part]?.length !== length)
      throw new Error(`the engine's map: ${part} must be ${length} numbers, not ${applied[part]?.length}`);
  return applied;
}

/** Enough that the engine has the next block at hand when it has answered one. */
const askedAtOnce = 2;
