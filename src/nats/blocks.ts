import { listener, optional, whole } from '../base/check.js';
import type { JobDone } from './job.js';

/** Which chains workers draw, and which of their draws are taken. */
export interface ClusterOptions {
  /** How many chains run side by side; by default as many as rows are given, where these are several, else 48: see `kaleidoscope`. */
  readonly chains?: number | undefined;
  /** The number of the first chain; 0 by default: see `kaleidoscope`. */
  readonly first?: number | undefined;
  /** Decides all that is random; 0 by default. */
  readonly seed?: number | undefined;
  /** How many chains a job has; 1000 by default. Blocks are computed side by side, by as many workers as there are. */
  readonly block?: number | undefined;
  /** B, the steps whose draws are not taken; 0 by default: see `burnIn`. */
  readonly burnIn?: number | undefined;
  /** Of the steps after those, each that is a multiple of `thin` is taken, and crosses the network; 1 by default: see `thin`. */
  readonly thin?: number | undefined;
  /** How many draws are taken; by default they are without end. */
  readonly take?: number | undefined;
  /** Hears of each job that has been done. */
  readonly progress?: ((done: JobDone) => void) | undefined;
}

export const clusterRules = {
  chains: optional(whole(1, 48)),
  first: optional(whole(0, 0)),
  seed: whole(0, 0),
  block: whole(1, 1000),
  burnIn: whole(0, 0),
  thin: whole(1, 1),
  take: optional(whole(1, 1)),
  progress: listener<JobDone>(),
};

/** Chains in blocks: where each begins, and how many it has. */
export const blocksOf = (chains: number, block: number) =>
  Array.from({ length: Math.ceil(chains / block) }, (_, i) => ({
    at: i * block,
    chains: Math.min(block, chains - i * block),
  }));

/** The step of a draw that is taken, counted from 0. */
export const stepOf = (draw: number, { burnIn, thin }: { readonly burnIn: number; readonly thin: number }): number =>
  thin * (Math.floor(burnIn / thin) + 1 + draw);
