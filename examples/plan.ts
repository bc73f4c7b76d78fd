import type { parseArgs } from 'node:util';
import type { Draw, Manifold, Samples, TrainingOptions } from 'kaleidoflow';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';

/** What is learned, how it is walked, and how it is drawn. */
export interface Plan {
  readonly source: Observable<Samples>;
  readonly prepare: MonoTypeOperatorFunction<Samples>;
  readonly learn: (samples: Samples) => TrainingOptions;
  readonly steps: number;
  readonly walk: (samples: Samples) => MonoTypeOperatorFunction<Manifold>;
  readonly chains: number;
  readonly frames: number;
  /** For how many frames of the GIF a draw stays; none leaves it out. */
  readonly stays: (draw: Draw) => number;
  readonly columns: number;
  readonly fps: number;
  readonly out: string;
}

/** What the command line may say. */
export const options = {
  faces: { type: 'boolean' },
  digit: { type: 'string' },
  turns: { type: 'boolean' },
  walk: { type: 'boolean' },
  paper: { type: 'boolean' },
  eps: { type: 'string' },
  steps: { type: 'string' },
  chains: { type: 'string' },
  frames: { type: 'string' },
  seed: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

export function numberOf(
  flags: Flags,
  flag: 'digit' | 'eps' | 'steps' | 'chains' | 'frames' | 'seed',
  fallback: number,
): number {
  const text = flags[flag];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new RangeError(`--${flag} must be a number, not '${text}'`);
  return value;
}
