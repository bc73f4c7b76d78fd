import type { Transferable } from 'node:worker_threads';
import type { MlpArchitecture, MlpManifold } from '../../manifold.js';
import type { DescentOptions, MapOptions, TrainerSettings, TrainerStart } from '../engine.js';
import type { Rows } from '../search.js';

/** What a worker thread is started with: the task that it opens, and where it writes 1 when it has closed it. */
export interface Start {
  readonly task: Task;
  readonly over: Int32Array;
}

export type Task = MapTask | TrainerTask | SearchTask | ComparisonTask;

export type MapTask = { readonly manifold: MlpManifold } & (
  | ({ readonly kind: 'map' } & MapOptions)
  | ({ readonly kind: 'descent' } & DescentOptions)
);

export interface TrainerTask {
  readonly kind: 'trainer';
  readonly values: Float32Array;
  readonly start: TrainerStart;
  readonly settings: TrainerSettings & { readonly architecture: MlpArchitecture };
}

/** The rows are those to search. */
export interface SearchTask extends Rows {
  readonly kind: 'search';
}

/** The rows are those to compare with. */
export interface ComparisonTask extends Rows {
  readonly kind: 'comparison';
  readonly k: number;
}

/** What it answers: once when the task is open, then once to each question. */
export type Answer = { readonly value: unknown } | { readonly error: unknown };

/** A task that is open: it answers questions, and says which buffers of an answer to hand over. */
export interface OpenTask<Question> {
  answer(question: Question): Promise<{ value: unknown; transfer: Transferable[] }>;
  close(): Promise<void>;
}
