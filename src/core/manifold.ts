import { checkKind, isA, isObject, type Rule, share, show } from '../base/check.js';
import type { Distribution } from '../base/random.js';
import { type Layer, type PlacedLayer, placed, startOf } from './layers.js';
import { firstOutside, type LabelUnits, type Range, type Samples, sameSpace, sizeOf } from './samples.js';
import { checkSameTable, type Table, type TableRow } from './table.js';
import { besideSize, stateSize } from './units.js';

/** The space that a network maps to itself. */
export interface Space {
  /** The shape of one sample: [height, width, channels] of an image. */
  readonly shape: readonly number[];
  /** The domain of its values. */
  readonly range: Range;
  /** Units beside the data, for its classes; none where it was not learned with them. */
  readonly labelUnits?: LabelUnits | undefined;
  /** Units behind those, for the attributes of the data; none where it was not learned with them. */
  readonly attributeUnits?: Table | undefined;
  /** What the data mean, where they are rows of a table. */
  readonly table?: Table | undefined;
}

/**
 * The size of a network f: `depth` hidden layers of `width` ReLU units between an input and an output of one shape.
 * The range decides the output unit: [0, 1] is Sigmoid, [−1, 1] is Tanh.
 */
export interface MlpArchitecture extends Space {
  /** L, hidden layers. */
  readonly depth: number;
  /** H, units in each. */
  readonly width: number;
}

/** Any other network, as a list of layers. */
export interface NetworkArchitecture extends Space {
  /** In the order in which they are applied. */
  readonly layers: readonly Layer[];
}

/** A network of TensorFlow.js: a `tf.LayersModel`. */
export interface LayersArchitecture extends Space {
  /** The layers and how they are joined, as JSON: what `tf.models.modelFromJSON` reads. */
  readonly topology: Readonly<Record<string, unknown>>;
}

/** A network without its weights. */
export type Architecture = LayeredArchitecture | LayersArchitecture;

/** A network that every engine runs. */
export type LayeredArchitecture = MlpArchitecture | NetworkArchitecture;

/** A term ε of Eq. 3, drawn anew for every value of every state. */
export interface Noise {
  /** ε: how far it reaches, or its standard deviation, as `distribution` says. */
  readonly eps: number;
  /** How it is distributed. */
  readonly distribution: Distribution;
}

/** The shares of the samples that have something given clean in training, while the rest of them is blended with noise. */
export interface GivenShares {
  /** Their label units. */
  readonly labels: number;
  /** A part of their data. */
  readonly data: number;
  /** A random part of their attributes; none where it says nothing. */
  readonly attributes?: number | undefined;
}

/** Something that chains know: the class of each, in turn, or values of their data where the mask is 1. */
export interface Known {
  /** The classes, by number, that the chains take in turn. */
  readonly labels?: Int32Array | undefined;
  /** Of which of them the class is known, 1 or 0; of all where there is no such list. */
  readonly labelMask?: Uint8Array | undefined;
  /** The rows of a table that the data were, with the cells that are known. */
  readonly rows?: readonly TableRow[] | undefined;
  /** Their values. */
  readonly data?: KnownValues | undefined;
  /** Attributes of them, as rows and as units. */
  readonly attributes?: (KnownValues & { readonly rows: readonly TableRow[] }) | undefined;
}

/** Rows of values, which the chains take in turn, and 1 where one is known; one row of those may stand for all. */
export interface KnownValues {
  /** Row after row. */
  readonly values: Float32Array;
  /** 1 where a value is known, else 0. */
  readonly mask: Uint8Array;
}

/** How the state moves where it is not simply replaced by what the network makes of it: by the options of `withTurns` or of `withWalk`. */
export type Motion =
  | { readonly kind: 'turns'; readonly every: number; readonly step: number; readonly share: number }
  | { readonly kind: 'walk'; readonly step: number; readonly level: number };

/** What training adds to an architecture, and `withNoise`, `withTurns`, `withWalk` and `given` to that. */
interface Trained {
  /** The names of the classes that it has learned, that of class i at place i, where they had names. */
  readonly labelNames?: readonly string[] | undefined;
  /** Mean square error on the batch of training step `steps`. */
  readonly loss: number;
  /** Updates made to the weights. */
  readonly steps: number;
  /**
   * Of an MLP, for each layer its matrix [inputs × outputs], row after row, then its biases; of a list of layers the same, layer
   * by layer, where a convolution's are [filters × channels × size × size], a gain stands before its offset, and attention has a
   * matrix for queries, keys and values, and one for what comes of them; of a `tf.LayersModel`, what its `getWeights()` holds. Write into a copy: chains of the same weights have one thread, which keeps them.
   */
  readonly weights: readonly Float32Array[];
  /** The share of noise in what it has learned from, from and to; where there is none, it has learned by Eq. 1. */
  readonly blend?: readonly [low: number, high: number] | undefined;
  /** What it has learned to be given. */
  readonly given?: GivenShares | undefined;
  /** What each application adds; nothing where it is empty. */
  readonly noise: readonly Noise[];
  /** How its states move; where it says nothing, each is replaced by the next. */
  readonly motion?: Motion | undefined;
  /** What its chains are given. */
  readonly known?: readonly Known[] | undefined;
}

/** A manifold whose network is a multilayer perceptron: every engine runs it. */
export type MlpManifold = MlpArchitecture & Trained;

/** A manifold whose network is a list of layers: every engine runs it. */
export type NetworkManifold = NetworkArchitecture & Trained;

/** A manifold whose network is a `tf.LayersModel`: TensorFlow.js runs it. */
export type LayersManifold = LayersArchitecture & Trained;

/** A trained network f that reproduces its data (Eq. 1), and the noise added each time it is applied (Eq. 3). Plain data. */
export type Manifold = MlpManifold | NetworkManifold | LayersManifold;

/** The share of noise in what a network learns from, from and to. */
export const blendRule: Rule<NonNullable<Trained['blend']>> = {
  types: ['array'],
  allowed: 'two numbers, 0 ≤ low ≤ high ≤ 1',
  accepts: (value) =>
    Array.isArray(value) && value.length === 2 && value.every(share(0).accepts) && value[0] <= value[1],
  fallback: [0, 0],
};

/** Whether it is an MLP of this library. */
export const isMlp = <T extends Architecture>(architecture: T): architecture is T & MlpArchitecture =>
  'depth' in architecture;

/** Whether it is a `tf.LayersModel`, which TensorFlow.js alone runs. */
export const isLayersModel = <T extends Architecture>(architecture: T): architecture is T & LayersArchitecture =>
  'topology' in architecture;

/** Refuses a network that an engine for MLPs does not run. */
export function checkMlp<T extends Architecture>(engine: string, architecture: T): T & MlpArchitecture {
  if (isMlp(architecture)) return architecture;
  throw new RangeError(`engine '${engine}' runs MLPs only; for any other network leave \`engine\` at 'auto'`);
}

/** Refuses a network that TensorFlow.js alone runs. */
export function checkLayered<T extends Architecture>(engine: string, architecture: T): T & LayeredArchitecture {
  if (!isLayersModel(architecture)) return architecture as T & LayeredArchitecture;
  throw new RangeError(`engine '${engine}' does not run a tf.LayersModel; leave \`engine\` at 'auto'`);
}

/** The widths of all layers of an MLP, input and output included. */
export function layerSizes({ depth, width, ...space }: MlpArchitecture): number[] {
  const size = stateSize(space);
  return [size, ...Array<number>(depth).fill(width), size];
}

/** The shape in which a network gets a state: that of the data, where there is nothing beside them, but for an MLP. */
export const inputShape = (architecture: LayeredArchitecture): readonly number[] =>
  isMlp(architecture) || besideSize(architecture) > 0 ? [stateSize(architecture)] : architecture.shape;

/** The layers of a network in their places; an MLP is one of them. */
export function layersOf(architecture: LayeredArchitecture): PlacedLayer[] {
  const size = stateSize(architecture);
  if (!isMlp(architecture)) return placed('the network', architecture.layers, inputShape(architecture));
  const { depth, width } = architecture;
  const hidden: Layer[] = Array.from({ length: depth }, () => [
    { kind: 'dense', units: width } as const,
    { kind: 'relu' } as const,
  ]).flat();
  return placed('the network', [...hidden, { kind: 'dense', units: size }], [size]);
}

/** The shapes of a network's weights. */
export const weightShapes = (architecture: LayeredArchitecture): (readonly number[])[] =>
  layersOf(architecture).flatMap(({ weights }) => weights.map(({ shape }) => shape));

/** How many weights a network has; how many numbers its layers make of one state, and with how many multiplications by weights. */
export function countsOf(architecture: LayeredArchitecture) {
  if (isMlp(architecture)) {
    // Not layer by layer: it may be of a depth that has no room.
    const { depth, width } = architecture;
    const size = stateSize(architecture);
    const multiplications = 2 * size * width + (depth - 1) * width ** 2;
    return { weights: multiplications + depth * width + size, values: 2 * depth * width + size, multiplications };
  }
  const counts = { weights: 0, values: 0, multiplications: 0 };
  for (const { layer, shape, weights } of layersOf(architecture)) {
    const places = sizeOf(shape) / shape.at(-1)!;
    counts.values += sizeOf(shape);
    for (const { shape } of weights) {
      counts.weights += sizeOf(shape);
      if (shape.length > 1 && layer.kind !== 'offset') counts.multiplications += places * sizeOf(shape);
    }
  }
  return counts;
}

/** The weights that a training begins with. */
export const startWeights = (architecture: LayeredArchitecture, seed: number): Float32Array[] =>
  startOf(
    layersOf(architecture).flatMap(({ weights }) => weights),
    seed,
  );

/** From the least to the greatest number of single precision. */
const finite = [-(2 - 2 ** -23) * 2 ** 127, (2 - 2 ** -23) * 2 ** 127] as const;

/** Refuses a manifold whose weights do not fit its size, or are not numbers: one that was loaded, say, or put together. */
export function checkManifold(name: string, manifold: Manifold): void {
  checkKind(name, 'a Manifold', manifold, Array.isArray(manifold?.weights));
  if (!isLayersModel(manifold))
    checkCount(
      name,
      isMlp(manifold) ? `of depth ${manifold.depth}` : 'of these layers',
      manifold,
      weightShapes(manifold),
    );
  else checkKind(name, 'a topology in JSON', manifold.topology, isObject(manifold.topology));
  manifold.weights.forEach((values, i) => {
    if (!isA('Float32Array', values))
      throw new TypeError(`${name}: weights[${i}] must be numbers in a Float32Array, not ${show(values)}`);
    const bad = firstOutside(values, finite);
    if (bad >= 0) throw new RangeError(`${name}: weights[${i}][${bad}] must be finite, not ${values[bad]}`);
  });
}

/** Refuses samples that are not of the shape, range and table of a manifold, or of whose space it is. */
export function checkSpace(
  what: string,
  samples: Samples,
  { shape, range, table }: Space,
  whose = "the manifold's",
): void {
  checkSameTable(what, samples.table, whose, table);
  if (!sameSpace(samples, { shape, range }))
    throw new RangeError(
      `${what} must have ${whose} shape ${show(shape)} and range ${show(range)}, ` +
        `not ${show(samples.shape)} and ${show(samples.range)}`,
    );
}

/** Refuses weights that do not have these shapes. Those of a `tf.LayersModel` are known when it has been built. */
function checkCount(name: string, kind: string, { weights }: Manifold, shapes: readonly (readonly number[])[]): void {
  if (weights.length !== shapes.length)
    throw new RangeError(`${name}: a manifold ${kind} has ${shapes.length} weights, not ${weights.length}`);
  shapes.forEach((shape, i) => {
    if (weights[i]?.length !== sizeOf(shape))
      throw new RangeError(`${name}: weights[${i}] must be ${sizeOf(shape)} numbers in a Float32Array`);
  });
}
