import { show } from '../base/check.js';
import { sizeOf } from '../core/samples.js';
import type { Layer } from './foreign-mlp.js';
import type { ModelGraph, ModelNode, ModelValue } from './graph/onnx.js';
import { transposed } from './manifold.js';
import { isFloat } from './onnx-tensor.js';
import { attributeOf, opOf, refusal, type Step, Wiring } from './onnx-wiring.js';
import type { ShapedTensor } from './safetensors.js';

/** What a network of linear layers with ReLU between ends in, and so what bounds it. */
export type Ending = 'Sigmoid' | 'Tanh';

/**
 * The layers of a graph that is an MLP, from its input to its output, in whatever order its nodes stand.
 * @throws RangeError that names the node where it is not.
 */
export function chainOf(graph: ModelGraph): { layers: Layer[]; ending: Ending } {
  const wiring = new Wiring(graph);
  const rows = new Rows(wiring);
  const layers: Layer[] = [];
  let ending: Ending | undefined;
  /** Whether the last layer is behind its ReLU, or there is none yet. */
  let isActive = true;
  for (const step of wiring.path()) {
    const { node } = step;
    const op = opOf(node);
    if (rows.pass(step)) continue;
    if (ending) throw refusal(node, `is behind the ${ending}, in which an MLP ends`);
    if (op === 'Relu' && layers.length > 0) isActive = true;
    else if ((op === 'Sigmoid' || op === 'Tanh') && !isActive) ending = op;
    else if (op === 'Add' && !isActive && !layers.at(-1)!.bias) layers.push(biased(layers.pop()!, step, wiring));
    else if ((op === 'Gemm' || op === 'MatMul') && isActive) {
      layers.push(rows.through(step, linear(step, wiring)));
      isActive = false;
    } else throw refusal(node, 'has no place in an MLP: it has linear layers with ReLU between');
  }
  if (!ending) throw new RangeError('an MLP must end in a Sigmoid or a Tanh, so that what it gives is bounded');
  return { layers, ending };
}

/** The sides of one state on its way through a graph: every operator must take each state by itself, and as a row. */
class Rows {
  readonly #wiring: Wiring;
  /** How many states the file is for, where it says so. */
  readonly #batch: number | undefined;
  /** What stands behind the first axis, which counts states; undefined where the file does not say it. */
  #sides: readonly number[] | undefined;
  /** Those of the input. */
  readonly #first: readonly number[] | undefined;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
    const { elemType, dims } = typeOf(wiring.input);
    if (!isFloat(elemType))
      throw new RangeError(`the graph's input must be real numbers, not of ONNX's type ${elemType}`);
    const isOne = dims?.length === 1;
    this.#batch = isOne ? undefined : dims?.[0];
    const sides = isOne ? dims : dims?.slice(1);
    this.#first = sides?.every((side) => side !== undefined) ? (sides as number[]) : undefined;
    this.#sides = this.#first;
  }

  /** Whether a node leaves the values of each state as they are. */
  pass({ node, at }: Step): boolean {
    switch (at === 0 ? opOf(node) : '') {
      case 'Identity':
        return true;
      case 'Dropout':
        if (node.input[2]) throw refusal(node, 'must not ask whether it is in training');
        return true;
      case 'Cast':
        if (!isFloat(attributeOf(node, 'to')?.i)) throw refusal(node, 'must be to real numbers');
        return true;
      case 'Flatten':
        if ((attributeOf(node, 'axis')?.i ?? 1) !== 1)
          throw refusal(node, 'must be of axis 1: its first axis counts states');
        this.#sides = this.#sides && [sizeOf(this.#sides)];
        return true;
      case 'Reshape':
        this.#sides = this.#reshaped(node);
        return true;
      default:
        return false;
    }
  }

  #reshaped(node: ModelNode): readonly number[] | undefined {
    const [first, ...rest] = this.#wiring.target(node.input[1], this.#first) ?? [];
    const isZero = attributeOf(node, 'allowzero')?.i === 1;
    const sides = rest.map((side, i) => (side === 0 && !isZero ? this.#sides?.[i] : side));
    const size = this.#sides && sizeOf(this.#sides);
    const isEach = first === 'batch' || (first === 0 && !isZero) || (first !== undefined && first === this.#batch);
    const known = sides.filter((side): side is number => typeof side === 'number' && side > 0);
    const isWhole = known.length === sides.length && (size === undefined || sizeOf(known) === size);
    const isRest = known.length === sides.length - 1 && sides.includes(-1);
    if (isWhole && (isEach || first === -1)) return known;
    if (isRest && isEach && size === undefined) return undefined;
    if (isRest && isEach && size! % sizeOf(known) === 0)
      return sides.map((side) => (side === -1 ? size! / sizeOf(known) : (side as number)));
    throw refusal(node, 'must keep each state by itself, its first axis counting them');
  }

  /** A layer that is applied to the last axis, which must be the whole state. */
  through({ node }: Step, layer: Layer): Layer {
    const [outputs = 0, inputs = 0] = layer.matrix.shape;
    const sides = this.#sides;
    if (sides && (sides.at(-1) !== inputs || sizeOf(sides) !== inputs))
      throw refusal(node, `must take all of a state of sides ${show(sides)}, not ${inputs} values`);
    this.#sides = sides && [...sides.slice(0, -1), outputs];
    return layer;
  }
}

/** What a value is declared to be: a side that may be any is undefined. */
function typeOf({ type }: ModelValue): { elemType: number; dims: (number | undefined)[] | undefined } {
  const { elemType = 0, shape } = type?.tensorType ?? {};
  return { elemType, dims: shape?.dim.map(({ dimValue }) => (dimValue && dimValue > 0 ? dimValue : undefined)) };
}

function linear({ node, at }: Step, wiring: Wiring): Layer {
  const [, name = '', bias] = node.input;
  const matrix = at === 0 ? wiring.constant(name) : undefined;
  if (!matrix) throw refusal(node, 'must have a state first and constant weights second');
  const factors = ['alpha', 'beta'].map((factor) => attributeOf(node, factor)?.f ?? 1);
  if (factors.some((factor) => factor !== 1) || attributeOf(node, 'transA')?.i)
    throw refusal(node, 'must be x W + b, without factors, and x not transposed');
  const [rows = 0, columns = 0] = matrix.shape;
  const isTurned = attributeOf(node, 'transB')?.i === 1;
  const turned = isTurned ? matrix : { shape: [columns, rows], values: transposed(matrix.values, rows, columns) };
  const layer = { name, matrix: matrix.shape.length === 2 ? turned : matrix, bias: undefined };
  return bias ? { ...layer, bias: biasOf(node, wiring.constant(bias), layer) } : layer;
}

const biased = (layer: Layer, { node, at }: Step, wiring: Wiring): Layer => ({
  ...layer,
  bias: biasOf(node, wiring.constant(node.input[1 - at]), layer),
});

/** A number for each output of the layer, or one for all. */
function biasOf(node: ModelNode, bias: ShapedTensor | undefined, { matrix }: Layer): ShapedTensor {
  const [outputs = 0] = matrix.shape;
  if (!bias) throw refusal(node, 'must have biases that are constant');
  const { shape, values } = bias;
  const [last = 1, ...others] = shape.toReversed();
  if (others.length > 1 || others.some((side) => side !== 1) || (last !== 1 && last !== outputs))
    throw refusal(node, `must have ${outputs} biases, not ${show(shape)}`);
  return { shape: [outputs], values: last === outputs ? values : new Float32Array(outputs).fill(values[0]!) };
}
