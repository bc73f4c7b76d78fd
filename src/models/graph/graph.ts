import { asBytes } from '../../base/bytes.js';
import { isA } from '../../base/check.js';
import type { Range } from '../../core/samples.js';
import { elementType, encodeModel, type ModelNode, type ModelTensor, type ModelValue } from './onnx.js';

const attributeType = { f: 1, i: 2, ints: 7 } as const;

/** The attributes of an operator: `f` floats, `i` whole numbers, `ints` lists of them, as its definition has them. */
interface Attributes {
  readonly f?: Readonly<Record<string, number>>;
  readonly i?: Readonly<Record<string, number>>;
  readonly ints?: Readonly<Record<string, readonly number[]>>;
}

/** An ONNX graph under construction. Values are named; every method that makes one returns its name. */
export class Graph {
  readonly #node: ModelNode[] = [];
  readonly #initializer: ModelTensor[] = [];
  readonly #input: ModelValue[] = [];
  readonly #output: ModelValue[] = [];
  readonly #names = new Map<string, string>();

  /** Adds an operator. Its output gets the name `name`, or one of its own. */
  node(opType: string, input: readonly string[], attributes?: Attributes, name = this.#nextName()): string {
    this.#node.push({ opType, input, output: [name], attribute: encoded(attributes) });
    return name;
  }

  /** Adds an operator of several outputs. */
  nodes(opType: string, input: readonly string[], outputs: number, attributes?: Attributes): string[] {
    const output = Array.from({ length: outputs }, (_, i) => `${this.#nextName()}.${i}`);
    this.#node.push({ opType, input, output, attribute: encoded(attributes) });
    return output;
  }

  /** Bounds sums to a range: by a Sigmoid for (0, 1), by a Tanh for (−1, 1). */
  bounded(sums: string, [low]: Range, name?: string): string {
    return this.node(low === 0 ? 'Sigmoid' : 'Tanh', [sums], {}, name);
  }

  /** Adds an operator of ONNX Runtime's own, by the name of its domain. */
  microsoft(opType: string, input: readonly string[], attributes?: Attributes): string {
    const name = this.#nextName();
    this.#node.push({ opType, domain: 'com.microsoft', input, output: [name], attribute: encoded(attributes) });
    return name;
  }

  /** Cuts a tensor into pieces of these sizes. */
  split(values: string, sizes: readonly number[], axis = 0): string[] {
    return this.nodes('Split', [values, this.integers(sizes)], sizes.length, { i: { axis } });
  }

  /** The same values in another shape; one dimension may be -1. */
  reshape(values: string, dims: readonly number[]): string {
    return this.node('Reshape', [values, this.integers(dims)]);
  }

  /** A list of whole numbers that does not change. */
  integers(values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** Gives a value of the graph another name in the file. */
  rename(value: string, name: string): string {
    this.#names.set(value, name);
    return name;
  }

  /** A value given at each run; a dimension that is a name, or undefined, may be another each time. */
  input(name: string, dims: readonly Dimension[]): string {
    this.#input.push(valueInfo(name, dims));
    return name;
  }

  output(name: string, dims: readonly Dimension[]): void {
    this.#output.push(valueInfo(name, dims));
  }

  /** A tensor that does not change. It gets the name `name`, or one of its own. */
  constant(values: Numbers, dims: readonly number[], name = this.#nextName()): string {
    const rawData = asBytes(values);
    this.#initializer.push({ name, dims, dataType: typeOf(values), rawData });
    return name;
  }

  scalar(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** The bytes of an .onnx file, with notes beside the graph. */
  encode(docString = '', metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
    const metadataProps = Object.entries(metadata).map(([key, value]) => ({ key, value }));
    const named = (values: readonly string[]) => values.map((value) => this.#names.get(value) ?? value);
    const node = this.#node.map((each) => ({ ...each, input: named(each.input), output: named(each.output) }));
    const [initializer, input, output] = [this.#initializer, this.#input, this.#output];
    return encodeModel({ docString, metadataProps, graph: { name: 'kaleidoflow', node, initializer, input, output } });
  }

  #nextName(): string {
    return `#${this.#node.length + this.#initializer.length}`;
  }
}

const encoded = ({ f = {}, i = {}, ints = {} }: Attributes = {}) => [
  ...Object.entries(f).map(([key, value]) => ({ name: key, f: value, type: attributeType.f })),
  ...Object.entries(i).map(([key, value]) => ({ name: key, i: value, type: attributeType.i })),
  ...Object.entries(ints).map(([key, value]) => ({ name: key, ints: value, type: attributeType.ints })),
];

type Numbers = Float32Array | BigInt64Array | Int32Array | Int8Array | Uint8Array;

function typeOf(values: Numbers): number {
  if (isA('Float32Array', values)) return elementType.float;
  if (isA('BigInt64Array', values)) return elementType.int64;
  if (isA('Int32Array', values)) return elementType.int32;
  return isA('Int8Array', values) ? elementType.int8 : elementType.uint8;
}

type Dimension = number | string | undefined;

function valueInfo(name: string, dims: readonly Dimension[]): ModelValue {
  const dim = dims.map((size) =>
    typeof size === 'string' ? { dimParam: size } : size === undefined ? {} : { dimValue: size },
  );
  return { name, type: { tensorType: { elemType: elementType.float, shape: { dim } } } };
}
