import { joined } from '../formats/bytes.js';
import type { Nearest } from '../metrics/nearest.js';
import type { MeasureJob } from './job.js';

/** What is measured of each chain. */
export interface ChainMeasures {
  readonly energy?: Float32Array;
  readonly nearest?: Pick<Nearest, 'index' | 'distance'>;
}

type Metrics = MeasureJob['metrics'];

/** How many bytes the measures of so many chains have. */
export const measureBytes = (metrics: Metrics, chains: number): number =>
  4 * chains * metrics.reduce((sum, metric) => sum + (metric === 'nearest' ? 2 : 1), 0);

const columnsOf = ({ energy, nearest }: ChainMeasures) =>
  [energy, nearest?.index, nearest?.distance].filter((column) => column !== undefined);

export const encodeMeasures = (measures: ChainMeasures): Uint8Array =>
  joined(
    columnsOf(measures).map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
  );

export function decodeMeasures(bytes: Uint8Array<ArrayBuffer>, metrics: Metrics, chains: number): ChainMeasures {
  let at = bytes.byteOffset;
  const column = () => {
    at += 4 * chains;
    return [bytes.buffer, at - 4 * chains, chains] as const;
  };
  return {
    ...(metrics.includes('energy') && { energy: new Float32Array(...column()) }),
    ...(metrics.includes('nearest') && {
      nearest: { index: new Int32Array(...column()), distance: new Float32Array(...column()) },
    }),
  };
}

/**
 * @param compared How many samples chains are compared with.
 * @throws Error where measures are not what workers can measure.
 */
export function checkMeasures({ energy, nearest }: ChainMeasures, compared: number): void {
  for (const [name, numbers] of Object.entries({ energy, distance: nearest?.distance })) {
    const bad = numbers?.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY)) ?? -1;
    if (bad >= 0) throw new Error(`its ${name}[${bad}] must be a finite number of at least 0, not ${numbers![bad]}`);
  }
  const strange = nearest?.index.findIndex((index) => !(index >= 0 && index < compared)) ?? -1;
  if (strange >= 0)
    throw new Error(`its index[${strange}] must be one of ${compared} samples, not ${nearest!.index[strange]}`);
}

/** Room for the measures of so many chains. */
export const emptyMeasures = (metrics: Metrics, chains: number): ChainMeasures =>
  decodeMeasures(new Uint8Array(measureBytes(metrics, chains)), metrics, chains);

/** Puts the measures of a block of chains into those of all, from chain `start` on. */
export function putMeasures(all: ChainMeasures, block: ChainMeasures, start: number): void {
  for (const [i, column] of columnsOf(all).entries()) column.set(columnsOf(block)[i]!, start);
}
