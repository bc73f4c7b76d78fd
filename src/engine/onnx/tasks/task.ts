import type { LayeredArchitecture, Manifold } from '../../../core/manifold.js';
import type { DescentOptions, MapOptions, Precision, TrainerSettings, TrainerStart } from '../../engine.js';
import type { Rows } from '../../search/search.js';
import type { Mapped } from '../graph/mapped.js';

/** What a thread is started for. */
export type Task = MapTask | TrainerTask | SearchTask | ComparisonTask;

/** What maps share. */
export type MapTask = MapKind & { readonly mapped: Mapped };

export type MapKind =
  | { readonly kind: 'map'; readonly precision: Precision }
  | ({ readonly kind: 'descent' } & Pick<DescentOptions, 'learningRate'>);

/** What a map has of its own. */
export interface OwnWork extends MapOptions {
  /** Without its weights, which the thread has. */
  readonly manifold: LayeredArchitecture & Manifold;
  /** How many states are mapped at once. */
  readonly rows: number;
}

/** What a thread of maps is asked, of the map with this number. */
export type MapQuestion = { readonly map: number } & (
  | { readonly open: OwnWork }
  | {
      readonly step: number;
      readonly first: number;
      /** Where the chains are, when it is not where the last application led. */
      readonly state?: Float32Array<ArrayBuffer>;
    }
  | { readonly close: true }
);

export interface TrainerTask {
  readonly kind: 'trainer';
  readonly values: Float32Array;
  /** Which values are known, where some are not. */
  readonly known?: Uint8Array;
  readonly start: TrainerStart;
  readonly settings: TrainerSettings & { readonly architecture: LayeredArchitecture };
}

/** A graph that is run at the same time as that of another thread. */
export interface BesideTask {
  readonly kind: 'beside';
  readonly model: Uint8Array;
}

/** To run it with these from now on, or with those of before. */
export type BesideQuestion =
  | 'run'
  | { readonly inputs: readonly SharedArray[]; readonly outputs: readonly SharedArray[] };

/** An input or output of a graph, in memory that two threads have. */
export interface SharedArray {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array<SharedArrayBuffer>;
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

/** What it answers: once when the task is open, with what there is to say of its runtime, then once to each question. */
export type Answer = { readonly value: unknown } | { readonly error: unknown };

/** A task that is open: it answers questions, and says which buffers of an answer to hand over. */
export interface OpenTask<Question> {
  answer(question: Question): Promise<{ value: unknown; transfer: ArrayBuffer[] }>;
  /** Called when nothing is asked: what can be done before the next question is. */
  rest?(): void;
  close(): Promise<void>;
}
