import { checkKind, isObject, oneOf, type Rule, show, whole } from '../base/check.js';
import { keyOf, Purpose, uniform } from '../base/random.js';
import { sizeOf } from './samples.js';

/** Where a layer takes its input from, and the name that others have for its output. */
export interface Wired {
  /** The name of the layer whose output it is applied to, or 'input'; the layer before it by default. */
  readonly from?: string | undefined;
  /** A name for its output. */
  readonly as?: string | undefined;
}

/**
 * A layer of a network, as plain data. Images are [height, width, channels]. Weights and biases start uniform in
 * ±1/√(numbers that one output sees), as PyTorch starts them; those of a convolution in ±√6 times that, its biases at 0 (He 2015).
 *
 * | kind | makes of its input |
 * | --- | --- |
 * | `dense` | `units` sums over the last axis, each with a bias |
 * | `conv` | a convolution: `filters` sums over squares of `size` × `size` pixels (3 by default; odd), zeros around the image; a `stride` of 2 halves the sides |
 * | `upsample` | each pixel four times: twice the sides |
 * | `relu`, `gelu` | max(0, x); x Φ(x), with the normal distribution's Φ |
 * | `layerNorm` | the last axis with mean 0 and variance 1, times a gain and plus an offset that are learned |
 * | `attention` | self-attention of `heads` heads among the rows of [tokens, width] |
 * | `offset` | itself, plus numbers that are learned, one for each: where a token stands, say |
 * | `reshape`, `permute` | the same numbers in another `shape`, or with its axes in another order |
 * | `slice` | of its last axis, `size` numbers from `start` on (0 by default) |
 * | `concat` | itself and the output of `with`, along the last axis |
 * | `add` | the sum of itself and the output of `with` |
 */
export type Layer = Wired &
  (
    | { readonly kind: 'dense'; readonly units: number }
    | {
        readonly kind: 'conv';
        readonly filters: number;
        readonly size?: number | undefined;
        readonly stride?: 1 | 2 | undefined;
      }
    | { readonly kind: 'upsample' | 'relu' | 'gelu' | 'layerNorm' | 'offset' }
    | { readonly kind: 'attention'; readonly heads: number }
    | { readonly kind: 'reshape'; readonly shape: readonly number[] }
    | { readonly kind: 'permute'; readonly axes: readonly number[] }
    | { readonly kind: 'slice'; readonly start?: number | undefined; readonly size: number }
    | { readonly kind: 'concat' | 'add'; readonly with: string }
  );

/** A tensor of weights: its shape, and the bounds of the numbers that it starts with. */
export interface Weight {
  readonly shape: readonly number[];
  readonly middle: number;
  readonly bound: number;
}

/** A layer in its place. */
export interface PlacedLayer {
  readonly layer: Layer;
  /** The layers that it is applied to, by their number; −1 is the input. */
  readonly inputs: readonly number[];
  /** The shape of its output. */
  readonly shape: readonly number[];
  readonly weights: readonly Weight[];
}

/** The most numbers that all layers make of one state, 1 GB, and axes of a shape. */
const most = { values: 2 ** 28, axes: 8 } as const;

const positive = whole(1, 1);
const name: Rule<string> = {
  types: ['string'],
  allowed: 'a name',
  accepts: (value) => typeof value === 'string' && value !== '',
  fallback: '',
};
const listOf = (allowed: string, least: number): Rule<readonly number[]> => ({
  types: ['array'],
  allowed,
  accepts: (value) =>
    Array.isArray(value) && value.length > 0 && value.length <= most.axes && value.every(whole(least, least).accepts),
  fallback: [],
});
const odd: Rule<number> = {
  types: ['number'],
  allowed: 'an odd whole number of at least 1',
  accepts: (value) => positive.accepts(value) && (value as number) % 2 === 1,
  fallback: 3,
};

/** What each kind is given; what has a `?` may be left out. */
const rules: Record<Layer['kind'], Record<string, Rule<unknown>>> = {
  dense: { units: positive },
  conv: { filters: positive, 'size?': odd, 'stride?': oneOf([1, 2], 1) },
  upsample: {},
  relu: {},
  gelu: {},
  layerNorm: {},
  offset: {},
  attention: { heads: positive },
  reshape: { shape: listOf(`a list of at most ${most.axes} whole numbers of at least 1`, 1) },
  permute: { axes: listOf('a list of axes, counted from 0', 0) },
  slice: { 'start?': whole(0, 0), size: positive },
  concat: { with: name },
  add: { with: name },
};

/**
 * The layers of a network in their places.
 * @param input The shape of the state.
 * @throws TypeError or RangeError that says which layer is wrong.
 */
export function placed(what: string, layers: readonly Layer[], input: readonly number[]): PlacedLayer[] {
  checkKind(what, 'a list of layers', layers, Array.isArray(layers) && layers.length > 0);
  const found: PlacedLayer[] = [];
  const names = new Map([['input', -1]]);
  const unused = new Set<number>();
  let values = 0;
  for (const [i, layer] of layers.entries()) {
    const where = `${what}: layers[${i}]`;
    checkLayer(where, layer);
    const numberOf = (option: 'from' | 'with', of: string): number => {
      const number = names.get(of);
      if (number === undefined)
        throw new RangeError(
          `${where}: ${option} must be the name of a layer before it, ${[...names.keys()].map(show).join(' or ')}, not ${show(of)}`,
        );
      return number;
    };
    const inputs = [layer.from === undefined ? i - 1 : numberOf('from', layer.from)];
    if ('with' in layer) inputs.push(numberOf('with', layer.with));
    const shapes = inputs.map((number) => found[number]?.shape ?? input);
    const made = madeOf(`${where} (${layer.kind})`, layer, shapes);
    for (const number of inputs) unused.delete(number);
    unused.add(i);
    found.push({ layer, inputs, weights: [], ...made });
    values += sizeOf(made.shape);
    if (!(values <= most.values))
      throw new RangeError(`${where}: the layers must make at most ${most.values} numbers of one state, not ${values}`);
    if (layer.as === undefined) continue;
    if (names.has(layer.as)) throw new RangeError(`${where}: as must be a new name, not ${show(layer.as)}`);
    names.set(layer.as, i);
  }
  const [idle] = unused;
  if (idle !== layers.length - 1) throw new RangeError(`${what}: nothing uses what layers[${idle}] gives`);
  const last = found.at(-1)!.shape;
  if (sizeOf(last) !== sizeOf(input))
    throw new RangeError(
      `${what}: the last layer must give ${sizeOf(input)} numbers, as many as the state, not ${show(last)}`,
    );
  return found;
}

function checkLayer(where: string, layer: Layer): void {
  checkKind(where, 'a layer', layer, isObject(layer));
  const { kind, from: _from, as: _as, ...options } = layer as Layer & Record<string, unknown>;
  if (!Object.hasOwn(rules, kind))
    throw new RangeError(`${where}: kind must be ${Object.keys(rules).map(show).join(' or ')}, not ${show(kind)}`);
  const expected = rules[kind];
  for (const option of Object.keys(options))
    if (!Object.hasOwn(expected, option) && !Object.hasOwn(expected, `${option}?`))
      throw new TypeError(`${where} (${kind}): unknown option ${show(option)}`);
  const given: Record<string, unknown> = { ...layer };
  for (const [option, rule] of Object.entries({ ...expected, 'from?': name, 'as?': name })) {
    const plain = option.replace('?', '');
    const value = given[plain];
    if (value === undefined && plain !== option) continue;
    if (!rule.accepts(value))
      throw new (value === undefined ? TypeError : RangeError)(
        `${where} (${kind}): ${plain} must be ${rule.allowed}, not ${show(value)}`,
      );
  }
}

/** What a layer makes of inputs of these shapes, and the weights that it needs. */
function madeOf(
  where: string,
  layer: Layer,
  [from = [], beside = []]: readonly (readonly number[])[],
): Pick<PlacedLayer, 'shape'> & Partial<PlacedLayer> {
  const refuse = (needs: string, shape: readonly number[] = from): never => {
    throw new RangeError(`${where}: its input must be ${needs}, not ${show(shape)}`);
  };
  const channels = from.at(-1)!;
  const before = from.slice(0, -1);
  const [height, width] = from as [number, number];
  switch (layer.kind) {
    case 'dense':
      return { shape: [...before, layer.units], weights: linear(channels, layer.units) };
    case 'conv': {
      const { filters, size = 3, stride = 1 } = layer;
      if (from.length !== 3) refuse('an image [height, width, channels]');
      return {
        shape: [Math.ceil(height / stride), Math.ceil(width / stride), filters],
        weights: [
          { shape: [filters, channels, size, size], middle: 0, bound: Math.sqrt(6 / (channels * size ** 2)) },
          fixed([filters], 0),
        ],
      };
    }
    case 'upsample':
      if (from.length !== 3) refuse('an image [height, width, channels]');
      return { shape: [2 * height, 2 * width, channels] };
    case 'layerNorm':
      return { shape: from, weights: [fixed([channels], 1), fixed([channels], 0)] };
    case 'offset':
      return { shape: from, weights: [{ shape: from, middle: 0, bound: 0.05 }] };
    case 'attention':
      if (from.length !== 2 || channels % layer.heads !== 0)
        refuse(`[tokens, width] with a width that is a multiple of ${layer.heads} heads`);
      return {
        shape: from,
        weights: [...linear(channels, 3 * channels), ...linear(channels, channels)],
      };
    case 'reshape':
      if (sizeOf(layer.shape) !== sizeOf(from)) refuse(`of ${sizeOf(layer.shape)} numbers`);
      return { shape: layer.shape };
    case 'permute':
      if (String(layer.axes.toSorted((a, b) => a - b)) !== String(from.map((_, axis) => axis)))
        refuse(`of the axes ${show(layer.axes)}, each once`);
      return { shape: layer.axes.map((axis) => from[axis]!) };
    case 'slice': {
      const end = (layer.start ?? 0) + layer.size;
      if (end > channels) refuse(`of at least ${end} numbers along its last axis`);
      return { shape: [...before, layer.size] };
    }
    case 'concat':
      if (String(beside.slice(0, -1)) !== String(before)) refuse(`of the shape ${show(beside)} but for the last axis`);
      return { shape: [...before, channels + beside.at(-1)!] };
    case 'add':
      if (String(beside) !== String(from)) refuse(`of the shape ${show(beside)}`);
      return { shape: from };
    default:
      return { shape: from };
  }
}

const linear = (inputs: number, outputs: number): Weight[] => {
  const bound = 1 / Math.sqrt(inputs);
  return [
    { shape: [inputs, outputs], middle: 0, bound },
    { shape: [outputs], middle: 0, bound },
  ];
};

const fixed = (shape: readonly number[], middle: number): Weight => ({ shape, middle, bound: 0 });

/** The numbers that weights start with. */
export const startOf = (weights: readonly Weight[], seed: number): Float32Array[] =>
  weights.map(({ shape, middle, bound }, i) => {
    const key = keyOf(seed, Purpose.weights, i);
    return new Float32Array(sizeOf(shape)).map((_, j) => middle + bound * (2 * uniform(key, j) - 1));
  });
