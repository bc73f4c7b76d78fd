import { check, checkKind, isA, whole } from '../base/check.js';
import { type LabelUnits, type Range, type Samples, sizeOf } from './samples.js';
import { type Table, tableSize } from './table.js';

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

/** What the network maps to itself: the data, behind them the units of the labels, and behind those the ones of attributes. */
interface State {
  readonly shape: readonly number[];
  readonly range: Range;
  readonly labelUnits?: LabelUnits | undefined;
  readonly attributeUnits?: Table | undefined;
}

const labelSize = ({ labelUnits }: Pick<State, 'labelUnits'>): number =>
  labelUnits ? labelUnits.classes.length * labelUnits.copies : 0;

/** How many units there are beside the data. */
export const besideSize = (space: Pick<State, 'labelUnits' | 'attributeUnits'>): number =>
  labelSize(space) + (space.attributeUnits ? tableSize(space.attributeUnits) : 0);

/** S, how many values one state has: D of the data, and the units beside them. */
export const stateSize = (space: Omit<State, 'range'>): number => sizeOf(space.shape) + besideSize(space);

/** Where in a state the units of labels begin, and those of attributes. */
export function unitPlaces(space: Omit<State, 'range'>): { labels: number; attributes: number } {
  const labels = sizeOf(space.shape);
  return { labels, attributes: labels + labelSize(space) };
}

/** The units of a class. */
export function unitsOfLabel(label: number, { range, labelUnits }: State): Float32Array {
  const { classes, copies } = labelUnits!;
  const unit = classes.indexOf(label);
  return Float32Array.from({ length: classes.length * copies }, (_, at) => range[at % classes.length === unit ? 1 : 0]);
}

/** Units of attributes, which a table has from −1 to 1, in the range of a state, and back. */
export const inRange = (units: Float32Array, [low]: Range): Float32Array =>
  low === -1 ? units : units.map((unit) => (unit + 1) / 2);
const fromRange = (units: Float32Array, [low]: Range): Float32Array =>
  low === -1 ? units : units.map((unit) => 2 * unit - 1);

/** The rows of samples as states: their data, and the units beside them. */
export function statesOf(samples: Samples): Float32Array {
  const { values, labels, attributeUnits, range } = samples;
  if (besideSize(samples) === 0) return values;
  const units = attributeUnits && inRange(attributeUnits.values, range);
  return joinedRows(samples, values, (i) => unitsOfLabel(labels![i]!, samples), units, Float32Array);
}

/** Which values of samples' states are known, where some are not: label units are. */
export function knownOf(samples: Samples): Uint8Array | undefined {
  const { known, attributeUnits, values } = samples;
  if (!known?.includes(0) && !attributeUnits?.known?.includes(0)) return undefined;
  if (besideSize(samples) === 0) return known;
  const labels = new Uint8Array(labelSize(samples)).fill(1);
  const all = (values: Float32Array) => new Uint8Array(values.length).fill(1);
  const units = attributeUnits && (attributeUnits.known ?? all(attributeUnits.values));
  return joinedRows(samples, known ?? all(values), () => labels, units, Uint8Array);
}

/** Rows of data, of label units and of attribute units, each row behind the other. */
function joinedRows<T extends Float32Array | Uint8Array>(
  samples: Samples,
  data: T,
  labels: (row: number) => T,
  attributes: T | undefined,
  Values: new (length: number) => T,
): T {
  const { count, labelUnits } = samples;
  const [size, wide, places] = [sizeOf(samples.shape), stateSize(samples), unitPlaces(samples)];
  const states = new Values(count * wide);
  const beside = wide - places.attributes;
  for (let i = 0; i < count; i++) {
    states.set(data.subarray(i * size, (i + 1) * size), i * wide);
    if (labelUnits) states.set(labels(i), i * wide + places.labels);
    if (attributes) states.set(attributes.subarray(i * beside, (i + 1) * beside), i * wide + places.attributes);
  }
  return states;
}

/**
 * The data of states, where there are label units the class that each says it is, that of the highest units, and where there are
 * units of attributes these.
 */
export function dataOf(
  states: Float32Array,
  space: State,
): { values: Float32Array; labels?: Int32Array; units?: Float32Array } {
  const wide = stateSize(space);
  const places = unitPlaces(space);
  if (wide === places.labels) return { values: states };
  const count = states.length / wide;
  const part = (from: number, end: number) => {
    const values = new Float32Array(count * (end - from));
    for (let i = 0; i < count; i++) values.set(states.subarray(i * wide + from, i * wide + end), i * (end - from));
    return values;
  };
  const { labelUnits, attributeUnits, range } = space;
  const classOf = (i: number) =>
    highest(states.subarray(i * wide + places.labels, i * wide + places.attributes), labelUnits!.classes);
  return {
    values: part(0, places.labels),
    ...(labelUnits && { labels: Int32Array.from({ length: count }, (_, i) => classOf(i)) }),
    ...(attributeUnits && { units: fromRange(part(places.attributes, wide), range) }),
  };
}

function highest(units: Float32Array, classes: readonly number[]): number {
  const sums = classes.map((_, unit) => {
    let sum = 0;
    for (let i = unit; i < units.length; i += classes.length) sum += units[i]!;
    return sum;
  });
  return classes[sums.indexOf(Math.max(...sums))]!;
}
