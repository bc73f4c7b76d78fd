import type { Draw } from '../core/samples.js';

/**
 * A quantity of a draw: a function of it, which is told by a signal when nobody waits for the answer any more, or something
 * that is opened anew for each subscription, because it remembers the draw before or holds a thread.
 */
export type Metric<T, D extends Draw = Draw> =
  | ((draw: D, signal: AbortSignal) => T | Promise<T>)
  | OpenableMetric<T, D>;

/** A metric that is opened anew for each subscription, because it remembers the draw before or holds a thread. */
export interface OpenableMetric<T, D extends Draw = Draw> {
  /**
   * Takes nothing that must be freed before the first draw is measured.
   * @param signal Aborts when the subscription is over: then what is being opened need not be.
   */
  open(signal?: AbortSignal): OpenMetric<T, D>;
}

/** A metric in use by one subscription. It is asked for one draw after the other, never for two at once. */
export interface OpenMetric<T, D extends Draw = Draw> {
  /**
   * Measures a draw.
   * @param signal Aborts when nobody waits for the answer any more: then nothing more is to be computed.
   */
  measure(draw: D, signal: AbortSignal): T | Promise<T>;
  /** Frees what it holds, when it has answered, or has not a second after the subscription was over. */
  close?: (() => Promise<void>) | undefined;
}

/** Metrics by the names that their values get. */
export type Metrics<D extends Draw = Draw> = Readonly<Record<string, Metric<unknown, D>>>;

/** A draw with what was measured of it; what an earlier `measure` found stays. */
export type Measured<D extends Draw, M> = D & {
  /** What each metric found, by its name. */
  readonly metrics: { readonly [Name in keyof M]: ValueOf<M[Name]> };
};

/** What has none of these names, which an earlier `measure` would have taken. */
export type Unmeasured<M> = {
  /** What was measured before, by other names. */
  readonly metrics?: { readonly [Name in keyof M]?: never };
};

type ValueOf<M> = M extends (draw: never, signal: never) => infer T
  ? Awaited<T>
  : M extends { open(): { measure(draw: never, signal: never): infer T } }
    ? Awaited<T>
    : never;
