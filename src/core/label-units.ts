import { check, checkKind, isA, whole } from '../base/check.js';
import { type LabelUnits, type Range, type Samples, sizeOf } from './samples.js';

/** Options of `withLabels`. */
export interface LabelOptions {
  /** How often the units of the classes are repeated, so that they weigh something beside the data; 5 by default. */
  readonly copies?: number | undefined;
}

/** Samples whose classes are to be learned beside the data. */
export function labelled(options: LabelOptions = {}): (samples: Samples) => Samples {
  const { copies } = check('withLabels', options, { copies: whole(1, 5) });
  return (samples) => {
    checkKind('withLabels', 'Samples with labels', samples, isA('Int32Array', samples?.labels));
    const classes = [...new Set(samples.labels)].sort((a, b) => a - b);
    return { ...samples, labelUnits: { classes, copies } };
  };
}

/** What the network maps to itself: the data, with the units of the labels behind it. */
interface State {
  readonly shape: readonly number[];
  readonly range: Range;
  readonly labelUnits?: LabelUnits | undefined;
}

/** S, how many values one state has: D of the data, and the units of the labels. */
export const stateSize = ({ shape, labelUnits }: Omit<State, 'range'>): number =>
  sizeOf(shape) + (labelUnits ? labelUnits.classes.length * labelUnits.copies : 0);

/** Writes the units of a class behind the data of one row. */
export function writeUnits(row: Float32Array, label: number, { shape, range, labelUnits }: State): void {
  const { classes } = labelUnits!;
  const unit = classes.indexOf(label);
  for (let i = sizeOf(shape), at = 0; i < row.length; i++, at++) row[i] = range[at % classes.length === unit ? 1 : 0];
}

/** The rows of samples as states: their data, and the units of their labels. */
export function statesOf(samples: Samples): Float32Array {
  const { values, count, labels } = samples;
  const [size, wide] = [sizeOf(samples.shape), stateSize(samples)];
  if (wide === size) return values;
  const states = new Float32Array(count * wide);
  for (let i = 0; i < count; i++) {
    const row = states.subarray(i * wide, (i + 1) * wide);
    row.set(values.subarray(i * size, (i + 1) * size));
    writeUnits(row, labels![i]!, samples);
  }
  return states;
}

/** Which values of samples' states are known, where some are not: label units are. */
export function knownOf(samples: Samples): Uint8Array | undefined {
  const { known, count } = samples;
  const [size, wide] = [sizeOf(samples.shape), stateSize(samples)];
  if (!known?.includes(0) || wide === size) return known?.includes(0) ? known : undefined;
  const states = new Uint8Array(count * wide).fill(1);
  for (let i = 0; i < count; i++) states.set(known.subarray(i * size, (i + 1) * size), i * wide);
  return states;
}

/** The data of states, and where there are label units the class that each says it is: that of the highest units. */
export function dataOf(states: Float32Array, space: State): { values: Float32Array; labels?: Int32Array } {
  const { shape, labelUnits } = space;
  if (!labelUnits) return { values: states };
  const [size, wide] = [sizeOf(shape), stateSize(space)];
  const count = states.length / wide;
  const values = new Float32Array(count * size);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = states.subarray(i * wide, (i + 1) * wide);
    values.set(row.subarray(0, size), i * size);
    labels[i] = highest(row.subarray(size), labelUnits.classes);
  }
  return { values, labels };
}

function highest(units: Float32Array, classes: readonly number[]): number {
  const sums = classes.map((_, unit) => {
    let sum = 0;
    for (let i = unit; i < units.length; i += classes.length) sum += units[i]!;
    return sum;
  });
  return classes[sums.indexOf(Math.max(...sums))]!;
}
