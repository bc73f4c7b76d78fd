import { show } from '../base/check.js';
import type { Layer as NetworkLayer } from '../core/layers.js';
import type { Manifold } from '../core/manifold.js';
import { isRange, type Range, sizeOf } from '../core/samples.js';
import { transposed } from './manifold.js';
import type { ShapedTensor } from './safetensors.js';

/** Options of `fromManifold`, for files that another program has written. */
export interface ManifoldOptions {
  /** The domain, where a file does not say it: [0, 1] for a network that ends in a Sigmoid, [-1, 1] for a Tanh. */
  readonly range?: Range | undefined;
  /** The shape of a sample, [28, 28, 1] say; by default one row of values. */
  readonly shape?: readonly number[] | undefined;
  /**
   * What stands between the layers: 'relu', which is all that is run. A file of weights alone can't tell, and is taken to be so:
   * weights of a network with any other give other values, without a word.
   */
  readonly activation?: 'relu' | undefined;
}

/** A fully connected layer: its matrix [outputs, inputs], row after row, and its biases. */
export interface Layer {
  readonly name: string;
  readonly matrix: ShapedTensor;
  readonly bias: ShapedTensor | undefined;
}

/** An MLP of layers that another program has trained, in their order. */
export function foreignMlp(layers: readonly Layer[], { range, shape }: ManifoldOptions): Manifold {
  if (!isRange(range))
    throw new RangeError(
      `range must be [0, 1] for a network that ends in a Sigmoid, [-1, 1] for a Tanh, not ${show(range)}`,
    );
  if (layers.length < 2) throw new RangeError(`an MLP has two or more layers with weights, not ${layers.length}`);
  const sizes = layers.map(({ name, matrix: { shape: sides } }, i) => {
    const before = layers[i - 1];
    if (sides.length !== 2) throw new RangeError(`'${name}' must be a matrix, not of shape ${show(sides)}`);
    if (before && sides[1] !== before.matrix.shape[0])
      throw new RangeError(
        `'${name}' must take the ${before.matrix.shape[0]} outputs of '${before.name}', not ${sides[1]}`,
      );
    return sides as readonly [outputs: number, inputs: number];
  });
  const [size, width] = [sizes[0]![1], sizes[0]![0]];
  if (sizes.at(-1)![0] !== size)
    throw new RangeError(`the network must map ${size} values to as many, not to ${sizes.at(-1)![0]}`);
  if (shape && sizeOf(shape) !== size) throw new RangeError(`shape must have ${size} values, not ${show(shape)}`);
  const weights = layers.flatMap(({ matrix, bias }, i) => {
    const [outputs, inputs] = sizes[i]!;
    if (bias && bias.values.length !== outputs)
      throw new RangeError(`'${layers[i]!.name}' must have ${outputs} biases, not ${bias.values.length}`);
    return [transposed(matrix.values, outputs, inputs), bias?.values ?? new Float32Array(outputs)];
  });
  const space = { shape: shape ?? [size], range };
  const rest = { weights, loss: Number.NaN, steps: 0, noise: [] };
  const hidden = sizes.slice(0, -1);
  if (hidden.every(([outputs]) => outputs === width)) return { depth: hidden.length, width, ...space, ...rest };
  return {
    layers: dense(
      hidden.map(([outputs]) => outputs),
      size,
      space.shape,
    ),
    ...space,
    ...rest,
  };
}

/** The layers of an MLP whose hidden layers have these widths. */
function dense(widths: readonly number[], size: number, shape: readonly number[]): NetworkLayer[] {
  const hidden = widths.flatMap((units): NetworkLayer[] => [{ kind: 'dense', units }, { kind: 'relu' }]);
  const flat: NetworkLayer[] = shape.length > 1 ? [{ kind: 'reshape', shape: [size] }] : [];
  return [...flat, ...hidden, { kind: 'dense', units: size }];
}

/** The layers of a PyTorch network of linear layers, by the names of its tensors: `net.0.weight`, `net.0.bias`, `net.2.weight`, … */
export function linearLayers(tensors: ReadonlyMap<string, ShapedTensor>, shape?: readonly number[]): Layer[] {
  const other = [...tensors.keys()].find((name) => !/(^|\.)(weight|bias)$/.test(name));
  if (other !== undefined)
    throw new RangeError(`the tensors of linear layers are weights and biases, and '${other}' is neither`);
  const alone = [...tensors.keys()].find((name) => !tensors.has(name.replace(/bias$/, 'weight')));
  if (alone !== undefined) throw new RangeError(`'${alone}' must have weights beside it`);
  const layers = [...tensors.keys()]
    .filter((name) => name.endsWith('weight'))
    .map((name) => ({ name, matrix: tensors.get(name)!, bias: tensors.get(name.replace(/weight$/, 'bias')) }));
  return inOrder(layers, shape && sizeOf(shape));
}

/**
 * Layers in their order. Shapes tell the first and the last one of an MLP where its hidden layers have another size than its samples;
 * numbers in the names tell that of others, where the names are alike.
 * @param size How many values a sample has, where that is known.
 */
function inOrder(layers: readonly Layer[], size: number | undefined): Layer[] {
  const width = layers.find(({ matrix: { shape } }) => shape[0] === shape[1])?.matrix.shape[0];
  const isWide = ({ matrix: { shape } }: Layer, outer: number, inner: number) =>
    shape[inner] !== shape[outer] && (width === undefined ? shape[outer] === size : shape[inner] === width);
  const [firsts, lasts] = [layers.filter((each) => isWide(each, 1, 0)), layers.filter((each) => isWide(each, 0, 1))];
  if (firsts.length !== 1 || lasts.length !== 1) return byNumber(layers);
  const [first, last] = [firsts[0]!, lasts[0]!];
  return [first, ...byNumber(layers.filter((each) => each !== first && each !== last)), last];
}

function byNumber(layers: readonly Layer[]): Layer[] {
  const numbered = layers.map((layer) => ({ layer, numbers: (layer.name.match(/\d+/g) ?? []).map(Number) }));
  const stems = new Set(layers.map(({ name }) => name.replace(/\d+/g, '#')));
  const different = new Set(numbered.map(({ numbers }) => String(numbers)));
  if (stems.size > 1 || different.size < layers.length)
    throw new RangeError(
      `the order of ${layers.map(({ name }) => show(name)).join(', ')} must be told by their shapes, or by numbers in names that ` +
        'are alike: rename them, or take an ONNX file, which has the order',
    );
  const compare = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((number, i) => number !== b[i]);
    return at < 0 ? 0 : a[at]! - b[at]!;
  };
  return numbered.sort((a, b) => compare(a.numbers, b.numbers)).map(({ layer }) => layer);
}
