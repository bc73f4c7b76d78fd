import type { Architecture, Manifold } from '../manifold.js';
import type { Samples } from '../samples.js';

/**
 * What runs the networks. An engine opens maps and trainers, and keeps whatever native resources they need until they are
 * closed. What goes in and comes out are plain values.
 */
export interface Engine {
  readonly name: string;
  /** Kaleidoscopic sampling: x ↦ clip(f(x) + ε). */
  openMap(manifold: Manifold, options: MapOptions): Promise<OpenMap>;
  /** Sampling by gradient: x ↦ clip(x − learningRate · ∇‖x − f(x)‖²/D + ε). */
  openDescent(manifold: Manifold, options: DescentOptions): Promise<OpenMap>;
  openTrainer(samples: Samples, settings: TrainerSettings, start: TrainerStart): Promise<Trainer>;
}

export interface MapOptions {
  /** How many states are mapped at once. */
  readonly chains: number;
  /** With the step and the number of the chain, decides the noise ε. */
  readonly seed: number;
}

export interface DescentOptions extends MapOptions {
  readonly learningRate: number;
}

/** A map ready to be applied. */
export interface OpenMap {
  /** x^step from x^(step − 1). `x` stays as it is; the result is a new array. */
  apply(x: Float32Array, step: number): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface TrainerSettings {
  readonly architecture: Architecture;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly corruption: number;
  readonly seed: number;
}

/** Where a training goes on: step 0 with the start weights and no moments yet, or all as it was when it was left. */
export interface TrainerStart {
  readonly step: number;
  readonly weights: readonly Float32Array[];
  readonly moments: readonly Float32Array[];
}

/** A network under training. */
export interface Trainer {
  /** Trains on towards step `target`, and says how far it came: at once when there, else after about 50 ms. */
  advance(target: number): Promise<TrainerState>;
  /** A copy of what the optimiser keeps beside the weights at the present step, in an order of the engine's own. */
  moments(): Promise<Float32Array[]>;
  close(): Promise<void>;
}

export interface TrainerState {
  /** Updates made so far. */
  readonly step: number;
  /** Mean square error (Eq. 1) of the last batch looked at; of this step's batch when `weights` are there. */
  readonly loss: number;
  /** A copy of the weights, when the target has been reached. */
  readonly weights?: Float32Array[];
}
