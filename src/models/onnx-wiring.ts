import { show } from '../base/check.js';
import { sizeOf } from '../core/samples.js';
import {
  elementType,
  type ModelAttribute,
  type ModelGraph,
  type ModelNode,
  type ModelTensor,
  type ModelValue,
} from './graph/onnx.js';
import { transposed } from './manifold.js';
import { isFloat, numbersOf } from './onnx-tensor.js';
import type { ShapedTensor } from './safetensors.js';

/** A node that makes a state of another, and which of its inputs that is. */
export interface Step {
  readonly node: ModelNode;
  readonly at: number;
}

/** A tensor of the file, as it is or with rows and columns changed. */
interface Constant {
  readonly tensor: ModelTensor;
  readonly isTurned: boolean;
}

/** The most nodes in a row that a constant may come through. */
const mostInARow = 100;
/** The most nodes that may be asked for what states are reshaped to, and the most sides. */
const [mostAsked, mostSides] = [10_000, 100];

/** A graph of one input and one output as its names wire it, in whatever order its nodes stand. */
export class Wiring {
  readonly input: ModelValue;
  readonly #output: ModelValue;
  readonly #makers = new Map<string, ModelNode>();
  readonly #tensors = new Map<string, ModelTensor>();
  #asked = 0;

  constructor({ node, initializer, input, output }: ModelGraph) {
    for (const tensor of initializer) this.#add(tensor.name, this.#tensors, tensor);
    for (const each of node) for (const name of each.output) if (name !== '') this.#add(name, this.#makers, each);
    const inputs = input.filter(({ name }) => !this.#tensors.has(name));
    if (inputs.length !== 1 || output.length !== 1)
      throw new RangeError(`an MLP has one input and one output, not ${inputs.length} and ${output.length}`);
    [this.input, this.#output] = [inputs[0]!, output[0]!];
  }

  #add<T>(name: string, all: Map<string, T>, what: T): void {
    if (this.#makers.has(name) || this.#tensors.has(name)) throw new RangeError(`${show(name)} is made twice`);
    all.set(name, what);
  }

  /** The nodes between the input and the output, the first one first. */
  path(): Step[] {
    const path: Step[] = [];
    for (let { name } = this.#output; name !== this.input.name; ) {
      const node = this.#makers.get(name);
      const at = node?.input.findIndex((each) => each !== '' && !this.#constant(each)) ?? -1;
      if (!node || at < 0)
        throw new RangeError(`what the graph gives must come from its input, and ${show(name)} does not`);
      if (node.output[0] !== name) throw refusal(node, `is used for its other output, ${show(name)}`);
      if (path.length === this.#makers.size) throw refusal(node, 'comes from itself');
      path.push({ node, at });
      name = node.input[at]!;
    }
    return path.reverse();
  }

  /** The numbers of a constant, whatever they come through; undefined where they depend on the input. */
  constant(name = ''): ShapedTensor | undefined {
    const found = this.#constant(name);
    if (!found) return undefined;
    const { shape, values } = numbersOf(found.tensor);
    const [rows = 0, columns] = shape;
    if (!found.isTurned || columns === undefined) return { shape, values };
    return { shape: [columns, rows], values: transposed(values, rows, columns) };
  }

  #constant(name: string, nodes = 0): Constant | undefined {
    const tensor = this.#tensors.get(name);
    if (tensor) return { tensor, isTurned: false };
    const node = this.#makers.get(name);
    if (!node || node.output[0] !== name || nodes === mostInARow) return undefined;
    const op = opOf(node);
    if (op === 'Constant') return { tensor: tensorIn(node), isTurned: false };
    if (!['Identity', 'Cast', 'Transpose'].includes(op)) return undefined;
    const source = this.#constant(node.input[0] ?? '', nodes + 1);
    if (!source || op === 'Identity') return source;
    if (op === 'Cast') {
      if (!keeps(source.tensor.dataType, attributeOf(node, 'to')?.i)) throw refusal(node, 'rounds a constant');
      return source;
    }
    if (source.tensor.dims.length > 2) throw refusal(node, 'must turn a matrix');
    const isPlain = String(attributeOf(node, 'perm')?.ints ?? '1,0') !== '1,0';
    return isPlain ? source : { ...source, isTurned: !source.isTurned };
  }

  /**
   * What a state is reshaped to: sides, and 'batch' where the file asks the input for how many states it has.
   * @param sides Those of one state, where they are known.
   */
  target(name = '', sides: readonly number[] | undefined, nodes = 0): readonly (number | 'batch')[] | undefined {
    if (nodes === mostInARow || ++this.#asked > mostAsked) return undefined;
    const constant = this.#constant(name);
    if (constant)
      return sizeOf(constant.tensor.dims) > mostSides ? undefined : Array.from(numbersOf(constant.tensor).values);
    const node = this.#makers.get(name);
    if (!node) return undefined;
    const from = (i: number) => this.target(node.input[i], sides, nodes + 1);
    switch (opOf(node)) {
      case 'Identity':
      case 'Cast':
      case 'Squeeze':
      case 'Unsqueeze':
        return from(0);
      case 'Shape':
        if (node.input[0] !== this.input.name || !sides) return undefined;
        return (['batch', ...sides] as const).slice(attributeOf(node, 'start')?.i, attributeOf(node, 'end')?.i);
      case 'Gather': {
        const all = from(0);
        const places = this.target(node.input[1], sides, nodes + 1);
        return all && places?.map((place) => all.at(Number(place)) ?? Number.NaN);
      }
      case 'Mul': {
        const [a, b] = [from(0), from(1)];
        return a?.length === 1 && b?.length === 1 ? [Number(a[0]) * Number(b[0])] : undefined;
      }
      case 'Concat': {
        const parts = node.input.map((_, i) => from(i));
        const joined = parts.flatMap((part) => part ?? Number.NaN);
        return joined.length > mostSides ? undefined : joined;
      }
      default:
        return undefined;
    }
  }
}

/** Whether a Cast leaves numbers as they are, as far as single precision can tell. */
function keeps(from: number, to: number | undefined): boolean {
  return to === from || to === elementType.double || (to === elementType.float && isFloat(from));
}

/** What an operator is called; one that is not ONNX's own, with whose it is. */
export const opOf = ({ opType, domain = '' }: ModelNode): string =>
  domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;

export const attributeOf = ({ attribute }: ModelNode, wanted: string): ModelAttribute | undefined =>
  attribute.find(({ name }) => name === wanted);

/** Why a graph is no MLP, by the node where that shows. */
export const refusal = (node: ModelNode, why: string): RangeError =>
  new RangeError(`the ${opOf(node)} ${show(node.name || node.output[0])} ${why}`);

/** The tensor of a Constant. */
function tensorIn(node: ModelNode): ModelTensor {
  const name = node.output[0]!;
  const { t } = attributeOf(node, 'value') ?? {};
  if (t) return { ...t, name };
  const ints =
    attributeOf(node, 'value_ints')?.ints ?? [attributeOf(node, 'value_int')?.i].filter((i) => i !== undefined);
  if (ints.length > 0) return { name, dims: [ints.length], dataType: elementType.int64, int64Data: ints };
  throw refusal(node, 'must have a value');
}
