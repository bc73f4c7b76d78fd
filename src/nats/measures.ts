import type { Layout } from './columns.js';
import type { MeasureJob } from './job.js';

/** What is measured of each chain: its energy, and which sample is nearest, at what distance. */
export interface ChainMeasures {
  readonly energy?: Float32Array;
  readonly index?: Int32Array;
  readonly distance?: Float32Array;
}

export const measuresOf = (metrics: MeasureJob['metrics']): Layout<keyof ChainMeasures> => ({
  ...(metrics.includes('energy') && { energy: [Float32Array, 1] }),
  ...(metrics.includes('nearest') && { index: [Int32Array, 1], distance: [Float32Array, 1] }),
});

/**
 * @param compared How many samples chains are compared with.
 * @throws Error where measures are not what workers can measure.
 */
export function checkMeasures({ energy, index, distance }: ChainMeasures, compared: number): void {
  for (const [name, numbers] of Object.entries({ energy, distance })) {
    const bad = numbers?.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY)) ?? -1;
    if (bad >= 0) throw new Error(`its ${name}[${bad}] must be a finite number of at least 0, not ${numbers![bad]}`);
  }
  const strange = index?.findIndex((sample) => !(sample >= 0 && sample < compared)) ?? -1;
  if (strange >= 0) throw new Error(`its index[${strange}] must be one of ${compared} samples, not ${index![strange]}`);
}
