import { checkKind, checkValue, isA, type Rule, show, whole } from '../base/check.js';
import { simd } from '../base/simd.js';
import { checkSameTable, type Table, type TableRow, tableSize } from './table.js';

/** The domain of the data, which is also that of the network's output: a Sigmoid gives [0, 1], a Tanh [−1, 1]. */
export type Range = readonly [low: 0, high: 1] | readonly [low: -1, high: 1];

/**
 * `count` samples of D = product(shape) values each, row after row. An image has the shape [height, width, channels].
 * A plain value on the JavaScript heap: share it, keep it, drop it; nothing needs to be freed. Who it is emitted to may write into
 * it, or hand its memory to another thread.
 */
export interface Samples {
  /** count × D finite values inside `range`. */
  readonly values: Float32Array;
  /** How many there are. */
  readonly count: number;
  /** The shape of one sample: [height, width, channels] of an image, [D] of a point or a row. */
  readonly shape: readonly number[];
  /** The domain of the values. */
  readonly range: Range;
  /** The class of each sample, where it is known; of a draw, the class that each chain says it is. */
  readonly labels?: Int32Array | undefined;
  /** The names of the classes, that of class i at place i, where they have names: see `fromImages`. */
  readonly labelNames?: readonly string[] | undefined;
  /** The units by which a network learns the classes beside the data: see `withLabels`. */
  readonly labelUnits?: LabelUnits | undefined;
  /**
   * What is known of each sample beside its class, a row of cells each: its hair, its age. Of a draw, what each chain says of itself.
   * See `fromImages` and `withAttributes`.
   */
  readonly attributes?: readonly TableRow[] | undefined;
  /** The units by which a network learns the attributes beside the data: see `withAttributes`. */
  readonly attributeUnits?: AttributeUnits | undefined;
  /** What the values mean, where they were rows of a table: see `fromTable`. */
  readonly table?: Table | undefined;
  /**
   * Which values are known: count × D numbers, 1 where one is, else 0. One that is not is neither learned from nor given, and
   * what stands in its place has no influence. All are where there is no such list.
   */
  readonly known?: Uint8Array | undefined;
}

/** Units for the classes of samples: one for each class, at the top of the range where a sample is of it, else at the bottom. */
export interface LabelUnits {
  /** The classes, in the order of their units. */
  readonly classes: readonly number[];
  /** How often all of them are repeated. */
  readonly copies: number;
}

/** The units of attributes: their columns, and what these are of each sample. */
export interface AttributeUnits extends Table {
  /** count × units, from −1 to 1. */
  readonly values: Float32Array;
  /** Which of them are known, 1 or 0; all where there is no such list. */
  readonly known?: Uint8Array | undefined;
}

/** What all chains show after t applications of the manifold, x^t; step 0 is the start noise. */
export interface Draw extends Samples {
  /** t: applications of the network so far. */
  readonly step: number;
  /**
   * The chains' own state, where it is another than what they show: behind `withTurns`, `withWalk`, `withLabels` and `withAttributes`. A
   * chain that starts at the draw continues from it.
   */
  readonly state?: Float32Array | undefined;
  /** Of each chain the cells that it was given, where it draws rows of a table: see `given`. */
  readonly given?: readonly TableRow[] | undefined;
}

/** D, how many values one sample has. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.includes(0) ? 0 : shape.reduce((product, side) => product * side, 1);

export const rangeRule = (fallback: Range): Rule<Range> => ({
  types: ['array'],
  allowed: '[0, 1] or [-1, 1]',
  accepts: (value) =>
    Array.isArray(value) && value.length === 2 && (value[0] === 0 || value[0] === -1) && value[1] === 1,
  fallback,
});

export const isRange = (value: unknown): value is Range => rangeRule([-1, 1]).accepts(value);

export const shapeRule: Rule<readonly number[]> = {
  types: ['array'],
  allowed: 'whole numbers above 0',
  accepts: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((side) => Number.isSafeInteger(side) && side > 0),
  fallback: [],
};

export const isImage = ({ length, 2: channels = 1 }: readonly number[]): boolean =>
  (length === 2 || length === 3) && (channels === 1 || channels === 3);

/**
 * Whether samples are points of few dimensions: their noise does not average out, so that a network that was to learn from much
 * of it can't tell how much there is, and shows the middle of all. See docs/points.md.
 */
export const arePoints = ({ shape, table }: Pick<Samples, 'shape' | 'table'>): boolean =>
  !table && !isImage(shape) && sizeOf(shape) <= 16;

/** Whether samples are points that have a place on axes. */
export const areOnAxes = ({ shape, table }: Pick<Samples, 'shape' | 'table'>): boolean =>
  !table && shape.length === 1 && shape[0]! <= 2;

/** Whether samples can be drawn: images, and points on axes. */
export const hasPicture = (samples: Pick<Samples, 'shape' | 'table'>): boolean =>
  isImage(samples.shape) || areOnAxes(samples);

/** The sides and channels of images, which nothing else has. */
export function imageShape(name: string, shape: readonly number[]): [rows: number, cols: number, channels: 1 | 3] {
  const [rows, cols, channels = 1] = shape;
  if (isImage(shape)) return [rows!, cols!, channels as 1 | 3];
  throw new RangeError(
    `${name}: only images have height and width: shape must be [height, width, 1 or 3], not ${show(shape)}`,
  );
}

/** The nearest value inside the range. */
export const clip = (value: number, range: Range): number => Math.max(range[0], Math.min(range[1], value));

/** The index of the first value that is not a number inside the range, in which 0 is, or −1. Every value of every draw is looked at. */
export function firstOutside(values: Float32Array, [low, high]: readonly [low: number, high: number]): number {
  if (simd()?.areInside(values, low, high)) return -1;
  return values.findIndex((value) => !(value >= low && value <= high));
}

/** Refuses samples that no network could learn from or start at, and names what is wrong with them. */
export function checkSamples(name: string, samples: Samples): void {
  checkKind(name, 'Samples with values in a Float32Array', samples, isA('Float32Array', samples?.values));
  const { values, count, shape, range, labels, attributes, attributeUnits } = samples;
  checkValue(`${name}: range`, range, rangeRule([0, 1]));
  checkValue(`${name}: shape`, shape, shapeRule);
  checkValue(`${name}: count`, count, whole(1, 1));
  if (values.length !== count * sizeOf(shape))
    throw new RangeError(
      `${name}: ${count} samples of shape ${show(shape)} need ${count * sizeOf(shape)} values, not ${values.length}`,
    );
  if (labels !== undefined && labels.length !== count)
    throw new RangeError(`${name}: ${count} samples need ${count} labels, not ${labels.length}`);
  checkNames(name, samples);
  if (attributes !== undefined && !Array.isArray(attributes))
    throw new TypeError(`${name}: attributes must be a list of rows, not ${show(attributes)}`);
  if (attributes !== undefined && attributes.length !== count)
    throw new RangeError(`${name}: ${count} samples need ${count} rows of attributes, not ${attributes.length}`);
  if (attributeUnits && attributeUnits.values.length !== count * tableSize(attributeUnits))
    throw new RangeError(
      `${name}: the attributes of ${count} samples need ${count * tableSize(attributeUnits)} units, not ${attributeUnits.values.length}`,
    );
  if (samples.known !== undefined && (!isA('Uint8Array', samples.known) || samples.known.length !== values.length))
    throw new RangeError(`${name}: known must say 0 or 1 of each of ${values.length} values, in a Uint8Array`);
  if (samples.table && tableSize(samples.table) !== sizeOf(shape))
    throw new RangeError(`${name}: the table has ${tableSize(samples.table)} units, and the shape is ${show(shape)}`);
  if (samples.labelUnits && !labels) throw new RangeError(`${name}: samples with label units need labels`);
  const [low, high] = range;
  const outside = firstOutside(values, range);
  if (outside >= 0)
    throw new RangeError(
      `${name}: values[${outside}] must be a finite number from ${low} to ${high}, not ${values[outside]}`,
    );
}

/** Refuses names that are none, and labels that have no name where the others have one. */
function checkNames(name: string, { labels = new Int32Array(), labelNames }: Samples): void {
  if (labelNames === undefined) return;
  if (!Array.isArray(labelNames) || !labelNames.every((each) => typeof each === 'string'))
    throw new TypeError(`${name}: labelNames must be a list of texts, not ${show(labelNames)}`);
  const nameless = labels.findIndex((label) => labelNames[label] === undefined);
  if (nameless >= 0)
    throw new RangeError(
      `${name}: labels[${nameless}] must be the place of one of ${labelNames.length} labelNames, not ${labels[nameless]}`,
    );
}

/** Refuses samples of which something is not known, where all of it is compared. */
export function checkKnown(name: string, { known }: Samples): void {
  const unknown = known?.indexOf(0) ?? -1;
  if (unknown >= 0)
    throw new RangeError(
      `${name}: all values must be known, and values[${unknown}] is not: leave out rows with empty cells`,
    );
}

/** Refuses what is not a draw. */
export const checkDraw = (name: string, draw: Draw): void =>
  checkKind(name, 'a Draw', draw, Number.isInteger(draw?.step) && isA('Float32Array', draw.values));

/** Whether two things are of the same space: the same shape and range. */
export const sameSpace = (a: Pick<Samples, 'shape' | 'range'>, b: Pick<Samples, 'shape' | 'range'>): boolean =>
  String(a.shape) === String(b.shape) && String(a.range) === String(b.range);

/** Refuses a draw whose samples are not of the shape, range and table of what they are compared with. */
export function checkFits(name: string, draw: Draw, space: Pick<Samples, 'shape' | 'range' | 'table'>): void {
  checkDraw(name, draw);
  checkSameTable(`${name}: the samples`, space.table, "the draws'", draw.table);
  if (!sameSpace(draw, space))
    throw new RangeError(
      `${name}: draws must have shape ${show(space.shape)} and range ${show(space.range)}, not ${show(draw.shape)} and ${show(draw.range)}`,
    );
}
