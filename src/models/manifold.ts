import { joined } from '../base/bytes.js';
import { check, checkKind, isObject, oneOf, optional, type Rule, share, show, whole } from '../base/check.js';
import { ended } from '../base/file-ends.js';
import { beyondHalf } from '../base/floats.js';
import { givingClasses } from '../core/given.js';
import type { Layer } from '../core/layers.js';
import {
  type Architecture,
  blendRule,
  checkManifold,
  type GivenShares,
  isLayersModel,
  isMlp,
  type LayeredArchitecture,
  layersOf,
  type Manifold,
  type Motion,
  type Noise,
  type Space,
} from '../core/manifold.js';
import { turning, walking } from '../core/motion.js';
import { noisy } from '../core/noise.js';
import { type LabelUnits, rangeRule, type Samples, shapeRule, sizeOf } from '../core/samples.js';
import { type Table, type TableRow, tableSize } from '../core/table.js';
import type { Bytes } from '../platform/platform.js';
import { giving } from '../tables/given.js';
import { isTable } from '../tables/is-table.js';
import { encodeTensors, type ShapedTensor } from './safetensors.js';
import { checkTopology } from './topology.js';

/** Options of `toSafetensors`. */
export interface SafetensorsOptions {
  /** Of the weights in the file; 'single' by default. With 'half' it is half as large, as for a page, and each weight is rounded to 11 bits. */
  readonly precision?: 'single' | 'half' | undefined;
}

/** What makes a manifold the bytes of a safetensors file. What is known stays in single precision. */
export function safetensors(options: SafetensorsOptions = {}): (manifold: Manifold) => Bytes {
  const { precision } = check('toSafetensors', options, { precision: oneOf(['single', 'half'], 'single') });
  const isHalf = (name: string) => precision === 'half' && !name.startsWith('known.');
  return (manifold) => {
    checkManifold('toSafetensors', manifold);
    const tensors = tensorsOf(manifold);
    for (const [name, { values }] of tensors) {
      const beyond = isHalf(name) && values.find((value) => Math.abs(value) >= beyondHalf);
      if (beyond)
        throw new RangeError(`toSafetensors: weights of half precision must be below ${beyondHalf}, not ${beyond}`);
    }
    return ended(joined(encodeTensors({ metadata: { kaleidoflow: describe(manifold) }, tensors }, isHalf)));
  };
}

/** The bytes of a safetensors file. */
export const encodeManifold = safetensors();

/** What a file of a manifold says beside its tensors, as JSON: everything but the numbers. */
export function describe({ weights, known = [], ...rest }: Manifold): string {
  checkRows(known, rest);
  const described = known.map(
    ({ labels, rows, attributes }): KnownNotes =>
      rows ? { rows } : attributes ? { attributes: attributes.rows } : labels ? { labels: [...labels] } : {},
  );
  return JSON.stringify({ ...rest, known: described });
}

/** What is known: labels, attributes or rows of a table, here, or else data, in tensors. */
interface KnownNotes {
  readonly labels?: readonly number[];
  readonly rows?: readonly TableRow[];
  readonly attributes?: readonly TableRow[];
}

/**
 * The tensors of a manifold: those of the i-th layer that has any are `layers.{i}.weight`, a matrix as [outputs, inputs], and
 * `layers.{i}.bias`, as PyTorch has them; those of a `tf.LayersModel` are `weights.0`, …; and what chains are given,
 * `known.0.values` and `known.0.mask`.
 */
export function tensorsOf(manifold: Manifold): Map<string, ShapedTensor> {
  const tensors = new Map(weightTensors(manifold, manifold.weights));
  manifold.known?.forEach(({ data, rows }, i) => {
    if (!data || rows) return;
    const size = sizeOf(manifold.shape);
    const matrix = (values: Float32Array): ShapedTensor => ({ shape: [values.length / size, size], values });
    tensors.set(`known.${i}.values`, matrix(data.values));
    tensors.set(`known.${i}.mask`, matrix(Float32Array.from(data.mask)));
  });
  return tensors;
}

/** The weights of a network by the names that a file has for them. */
export function* weightTensors(
  architecture: Architecture,
  weights: readonly Float32Array[],
): Generator<[name: string, tensor: ShapedTensor]> {
  if (isLayersModel(architecture)) {
    for (const [i, values] of weights.entries()) yield [`weights.${i}`, { shape: [values.length], values }];
    return;
  }
  for (const [i, { name, shape, isMatrix }] of namesOf(architecture).entries()) {
    const values = weights[i]!;
    const [inputs, outputs] = shape as [number, number];
    if (isMatrix) yield [name, { shape: [outputs, inputs], values: transposed(values, inputs, outputs) }];
    else yield [name, { shape, values }];
  }
}

/** The weights of a layer, in their order. */
const parts = ['weight', 'bias', 'out.weight', 'out.bias'];

/** The names of a network's weights, their shapes, and which of them a file has with rows and columns changed. */
export const namesOf = (architecture: LayeredArchitecture) =>
  layersOf(architecture)
    .filter(({ weights }) => weights.length > 0)
    .flatMap(({ layer, weights }, i) =>
      weights.map(({ shape }, part) => ({
        name: `layers.${i}.${parts[part]}`,
        shape,
        isMatrix: shape.length === 2 && layer.kind !== 'offset',
      })),
    );

/** A matrix of `rows` rows, with rows and columns changed. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const changed = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) changed[column * rows + row] = values[row * columns + column]!;
  return changed;
}

const part = <T>(types: Rule<T>['types'], allowed: string, accepts: Rule<T>['accepts']): Rule<T | undefined> => ({
  types,
  allowed,
  accepts,
  fallback: undefined,
});

const isClasses = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((label) => (label | 0) === label);
const isShares = (value: unknown): boolean =>
  isObject(value) &&
  share(0).accepts(value.labels) &&
  share(0).accepts(value.data) &&
  (value.attributes === undefined || share(0).accepts(value.attributes));
/** The most terms of noise, facts that are known, hidden layers of an MLP, layers of a list, and units of rows that are known. */
const most = { terms: 1000, depth: 10_000, layers: 1000, known: 2 ** 24 } as const;
const isList = (value: unknown): boolean => Array.isArray(value) && value.length <= most.terms && value.every(isObject);
const list = `a list of at most ${most.terms} objects`;
const isMotion = (value: unknown): boolean => isObject(value) && (value.kind === 'turns' || value.kind === 'walk');

const rules = {
  depth: optional(whole(1, 1)),
  width: optional(whole(1, 1)),
  layers: part<readonly Layer[]>(
    ['array'],
    `a list of at most ${most.layers} layers`,
    (value) => Array.isArray(value) && value.length <= most.layers,
  ),
  topology: part<Record<string, unknown>>(['object'], 'an object', isObject),
  shape: optional(shapeRule),
  range: optional(rangeRule([-1, 1])),
  labelUnits: part<LabelUnits>(
    ['object'],
    '{ classes, copies }',
    (value) => isObject(value) && isClasses(value.classes) && whole(1, 1).accepts(value.copies),
  ),
  attributeUnits: part<Table>(['object'], 'the columns of attributes', isTable),
  labelNames: part<string[]>(
    ['array'],
    'a list of names',
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  ),
  table: part<Table>(['object'], 'the columns of a table', isTable),
  loss: part<number | null>(['number'], 'a number', (value) => value === null || Number.isFinite(value)),
  steps: whole(0, 0),
  blend: optional(blendRule),
  given: part<GivenShares>(['object'], '{ labels, data } with numbers from 0 to 1', isShares),
  noise: { types: ['array'], allowed: list, accepts: isList, fallback: [] } as Rule<readonly Noise[]>,
  motion: part<Motion>(['object'], 'turns or a walk', isMotion),
  known: { types: ['array'], allowed: list, accepts: isList, fallback: [] } as Rule<readonly KnownNotes[]>,
};

/** Rows become a value and a mask for each unit: a few bytes of a file, as many as there is room for. */
function checkRows(
  known: readonly { readonly rows?: readonly TableRow[] | undefined; readonly attributes?: unknown }[],
  { shape, attributeUnits }: Space,
): void {
  const lengthOf = (rows: unknown) => (Array.isArray(rows) ? rows.length : 0);
  const units = known.reduce(
    (sum, { rows, attributes }) =>
      sum + lengthOf(rows) * sizeOf(shape) + (attributeUnits ? lengthOf(attributes) * tableSize(attributeUnits) : 0),
    0,
  );
  if (!(units <= most.known))
    throw new RangeError(`rows that are known must have at most ${most.known} units in all, not ${units}`);
}

/** A manifold from what a file says of it, and its tensors; all of it is checked as if it had been made here. */
export function manifoldOf(description: string, tensors: ReadonlyMap<string, ShapedTensor>): Manifold {
  const json: unknown = JSON.parse(description);
  checkKind('the description', 'an object', json, isObject(json));
  const { noise, motion, known, ...plain } = check('the description', json as object, rules);
  const described = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const loss = plain.loss ?? Number.NaN;
  let manifold = { ...described, loss, noise: [], weights: [] } as unknown as Manifold;
  for (const part of ['shape', 'range'] as const)
    if (plain[part] === undefined) throw new RangeError(`the description must have a ${part}`);
  const networks = [plain.depth && plain.width, plain.layers, plain.topology].filter(
    (network) => network !== undefined,
  );
  if (networks.length !== 1)
    throw new RangeError('the description must have one network: a depth and a width, layers, or a topology');
  if (plain.table && tableSize(plain.table) !== sizeOf(manifold.shape))
    throw new RangeError(`the table has ${tableSize(plain.table)} units, and the shape is ${show(manifold.shape)}`);
  if (isLayersModel(manifold)) checkTopology(manifold.topology, manifold.shape);
  manifold = { ...manifold, weights: weightsFrom(manifold, tensors) };
  // Each term by itself, on a manifold without the others, whose list would be copied every time.
  const terms = noise.flatMap(({ eps, distribution }) => noisy(eps, { distribution })(manifold).noise);
  if (motion) manifold = moving(motion)(manifold);
  checkRows(known, manifold);
  const facts = known.flatMap((each, i) => knowing(each, i, tensors)(manifold).known ?? []);
  return { ...manifold, noise: terms, ...(facts.length > 0 && { known: facts }) };
}

/** The weights of a network from those names, behind a prefix. */
export function weightsFrom(
  architecture: Architecture,
  tensors: ReadonlyMap<string, ShapedTensor>,
  prefix = '',
): Float32Array[] {
  if (isLayersModel(architecture)) {
    const count = [...tensors.keys()].filter((name) => name.startsWith(`${prefix}weights.`)).length;
    return Array.from({ length: count }, (_, i) => tensorOf(tensors, `${prefix}weights.${i}`).values);
  }
  if (isMlp(architecture)) {
    const { depth } = architecture;
    if (depth > most.depth) throw new RangeError(`depth must be at most ${most.depth}, not ${depth}`);
    if (depth >= tensors.size) throw new RangeError(`there are fewer tensors than a depth of ${depth} needs`);
  }
  return namesOf(architecture).map(({ name: plain, shape, isMatrix }) => {
    const [inputs, outputs] = shape as [number, number];
    const name = prefix + plain;
    const { shape: found, values } = tensorOf(tensors, name);
    const expected = isMatrix ? [outputs, inputs] : shape;
    if (String(found) !== String(expected))
      throw new RangeError(`'${name}' must have the shape ${show(expected)}, not ${show(found)}`);
    return isMatrix ? transposed(values, outputs, inputs) : values;
  });
}

function tensorOf(tensors: ReadonlyMap<string, ShapedTensor>, name: string): ShapedTensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new RangeError(`there is no tensor '${name}'`);
  return tensor;
}

function knowing({ labels, rows, attributes }: KnownNotes, i: number, tensors: ReadonlyMap<string, ShapedTensor>) {
  if (rows) return giving(rows, { outside: 'clamp' });
  if (attributes) return giving({ attributes });
  if (labels) return givingClasses(labels);
  const { values, shape } = tensorOf(tensors, `known.${i}.values`);
  const mask = tensorOf(tensors, `known.${i}.mask`).values;
  return (manifold: Manifold) => {
    const samples: Samples = { values, count: shape[0] ?? 0, shape: manifold.shape, range: manifold.range };
    return giving(samples, { mask })(manifold);
  };
}

function moving({ kind, ...options }: Motion): (manifold: Manifold) => Manifold {
  return kind === 'turns' ? turning(options) : walking(options);
}
