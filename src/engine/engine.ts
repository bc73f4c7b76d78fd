import type { BatchSettings } from '../core/batches.js';
import type { Manifold } from '../core/manifold.js';
import type { Samples } from '../core/samples.js';
import type { OpenSearch, Rows } from './search/search.js';

/**
 * What runs a network: `'auto'` is 'onnx', but for a `tf.LayersModel` the fastest TensorFlow.js there is. 'webgpu' is onnx on
 * the GPU.
 */
export type EngineName = 'auto' | 'onnx' | 'webgpu' | 'tensorflow' | 'tensorflow-wasm' | 'tensorflow-cpu';

/**
 * What runs the networks. An engine opens maps and trainers, and keeps whatever native resources they need until they are
 * closed. What goes in and comes out are plain values.
 */
export interface Engine {
  /** What errors and warnings call it. */
  readonly name: string;
  /** Kaleidoscopic sampling: g = f. */
  openMap(manifold: Manifold, options: KaleidoscopeMapOptions): Promise<OpenMap>;
  /** Sampling by gradient: g(z) = z − learningRate · ∇‖z − f(z)‖²/D. */
  openDescent(manifold: Manifold, options: DescentOptions): Promise<OpenMap>;
  /**
   * A training of these samples.
   * @param signal As `MapOptions.signal`.
   */
  openTrainer(samples: Samples, settings: TrainerSettings, start: TrainerStart, signal?: AbortSignal): Promise<Trainer>;
  /**
   * Looks for the nearest of many rows, for `nearest`; an engine need not.
   * @param signal As `MapOptions.signal`.
   */
  openSearch?: ((rows: Rows, signal?: AbortSignal) => Promise<OpenSearch>) | undefined;
}

/** How maps of all kinds are opened. */
export interface MapOptions {
  /** How many chains there are. */
  readonly chains: number;
  /** With the step and the number of the chain, decides the noise. */
  readonly seed: number;
  /** Aborts when nobody waits for what is opened any more: an engine may then give up, and reject. */
  readonly signal?: AbortSignal | undefined;
}

/** What a network is computed in: numbers of single precision or, faster and a little off, whole numbers of 8 bits. */
export type Precision = 'single' | 'int8';

/** How a map of kaleidoscopic sampling is opened. */
export interface KaleidoscopeMapOptions extends MapOptions {
  /** 'single' where nothing is said. An engine that has no 'int8' refuses it. */
  readonly precision?: Precision | undefined;
}

/** How a descent is opened. */
export interface DescentOptions extends MapOptions {
  /** How far a step goes down the gradient. */
  readonly learningRate: number;
}

/**
 * A map ready to be applied to any of the chains: z' = clip(a z + b g(z) + n), with `coefficientsAt` and what `fillAdded`
 * fills in for n, and with what the manifold knows put back. What becomes of a chain depends on its number and its state, and
 * not on what else is mapped.
 */
export interface OpenMap {
  /** How many states are mapped at once, at most as many as there are chains: the fewer, the less memory. */
  readonly rows: number;
  /**
   * The states of chains first, first + 1, … after `step` applications, from those after step − 1: `rows` of them, which stay
   * as they are; after an answer that was `kept`, what stands in its state does not count. The results are new arrays. It may be
   * asked for more before it has answered. Once the signal aborts nobody reads the answer: what has not begun need not be
   * computed, and the promise may be rejected.
   */
  apply(states: Float32Array, step: number, first: number, signal?: AbortSignal): Promise<Applied>;
  /** Frees what it holds. It is not asked again. */
  close(): Promise<void>;
}

/** What an application gives: the next states, and what is to be seen of them. */
export interface Applied {
  /** The next states. */
  readonly state: Float32Array;
  /** What is to be seen: clip(g(z)), with what is known put back, where the manifold has a motion; else the state itself. */
  readonly shown: Float32Array;
  /** Whether the map has a copy of this state, and continues from that when it is given it next: whatever others have made of it. */
  readonly kept?: boolean;
}

/** How a training is opened: its batches, and Adam's learning rate. */
export interface TrainerSettings extends BatchSettings {
  /** Adam's step size, before any decay. */
  readonly learningRate: number;
  /** The steps over which the learning rate decays like a cosine; where there are none, it is constant. */
  readonly decay?: number | undefined;
}

/** Where a training starts or resumes: step 0 with the start weights and no moments yet, or all as it was when it was left. */
export interface TrainerStart {
  /** Updates made so far. */
  readonly step: number;
  /** As a manifold has them. */
  readonly weights: readonly Float32Array[];
  /** What the optimiser keeps, in the engine's own order; empty at step 0. */
  readonly moments: readonly Float32Array[];
}

/** A network under training. */
export interface Trainer {
  /** Trains on towards step `target`, and says how far it came: at once when there, else after about 50 ms. */
  advance(target: number): Promise<TrainerState>;
  /** A copy of what the optimiser keeps beside the weights at the present step, in an order of the engine's own. */
  moments(): Promise<Float32Array[]>;
  /** Frees what it holds. It is not asked again. */
  close(): Promise<void>;
}

/** How far a training has come. */
export interface TrainerState {
  /** Updates made so far. */
  readonly step: number;
  /** Mean square error (Eq. 1) of the last batch looked at; of this step's batch when `weights` are there. */
  readonly loss: number;
  /** A copy of the weights, when the target has been reached. */
  readonly weights?: Float32Array[] | undefined;
}
