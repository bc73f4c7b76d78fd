import protobuf from 'protobufjs/light.js';

/** The part of the ONNX format (onnx.proto3, IR version 8) that the graphs of this engine need: [type, field number]. */
const messages = {
  ModelProto: { irVersion: ['int64', 1], graph: ['GraphProto', 7], opsetImport: ['OperatorSetIdProto', 8, 'repeated'] },
  OperatorSetIdProto: { version: ['int64', 2] },
  GraphProto: {
    node: ['NodeProto', 1, 'repeated'],
    name: ['string', 2],
    initializer: ['TensorProto', 5, 'repeated'],
    input: ['ValueInfoProto', 11, 'repeated'],
    output: ['ValueInfoProto', 12, 'repeated'],
  },
  NodeProto: {
    input: ['string', 1, 'repeated'],
    output: ['string', 2, 'repeated'],
    opType: ['string', 4],
    attribute: ['AttributeProto', 5, 'repeated'],
  },
  AttributeProto: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    ints: ['int64', 8, 'repeated'],
    type: ['int32', 20],
  },
  TensorProto: {
    dims: ['int64', 1, 'repeated'],
    dataType: ['int32', 2],
    name: ['string', 8],
    rawData: ['bytes', 9],
  },
  ValueInfoProto: { name: ['string', 1], type: ['TypeProto', 2] },
  TypeProto: { tensorType: ['TensorTypeProto', 1] },
  TensorTypeProto: { elemType: ['int32', 1], shape: ['TensorShapeProto', 2] },
  TensorShapeProto: { dim: ['DimensionProto', 1, 'repeated'] },
  DimensionProto: { dimValue: ['int64', 1] },
} as const;

const FLOAT = 1;
const INT64 = 7;
const attributeType = { f: 1, i: 2, ints: 7 } as const;

const root = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(messages).map(([message, fields]) => [
      message,
      {
        fields: Object.fromEntries(
          Object.entries(fields).map(([field, [type, id, rule]]) => [field, { type, id, ...(rule && { rule }) }]),
        ),
      },
    ]),
  ),
});

/** The attributes of an operator: `f` floats, `i` whole numbers, `ints` lists of them, as its definition has them. */
interface Attributes {
  readonly f?: Readonly<Record<string, number>>;
  readonly i?: Readonly<Record<string, number>>;
  readonly ints?: Readonly<Record<string, readonly number[]>>;
}

/** An ONNX graph under construction. Values are named; every method that makes one returns its name. */
export class Graph {
  readonly #node: object[] = [];
  readonly #initializer: object[] = [];
  readonly #input: object[] = [];
  readonly #output: object[] = [];

  /** Adds an operator. Its output gets the name `name`, or one of its own. */
  node(
    opType: string,
    input: readonly string[],
    { f = {}, i = {}, ints = {} }: Attributes = {},
    name = this.#nextName(),
  ): string {
    const attribute = [
      ...Object.entries(f).map(([key, value]) => ({ name: key, f: value, type: attributeType.f })),
      ...Object.entries(i).map(([key, value]) => ({ name: key, i: value, type: attributeType.i })),
      ...Object.entries(ints).map(([key, value]) => ({ name: key, ints: value, type: attributeType.ints })),
    ];
    this.#node.push({ opType, input, output: [name], attribute });
    return name;
  }

  /** A value given at each run; a dimension that is undefined may be another each time. */
  input(name: string, dims: readonly (number | undefined)[]): string {
    this.#input.push(valueInfo(name, dims));
    return name;
  }

  output(name: string, dims: readonly (number | undefined)[]): void {
    this.#output.push(valueInfo(name, dims));
  }

  constant(values: Float32Array | BigInt64Array, dims: readonly number[]): string {
    const name = this.#nextName();
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#initializer.push({ name, dims, dataType: values instanceof Float32Array ? FLOAT : INT64, rawData });
    return name;
  }

  scalar(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** The bytes of an .onnx file. */
  encode(): Uint8Array {
    const model = root.lookupType('ModelProto');
    const graph = {
      name: 'kaleidoflow',
      node: this.#node,
      initializer: this.#initializer,
      input: this.#input,
      output: this.#output,
    };
    return model.encode({ irVersion: 8, opsetImport: [{ version: 17 }], graph }).finish();
  }

  #nextName(): string {
    return `#${this.#node.length + this.#initializer.length}`;
  }
}

function valueInfo(name: string, dims: readonly (number | undefined)[]): object {
  const shape = { dim: dims.map((dimValue) => ({ dimValue })) };
  return { name, type: { tensorType: { elemType: FLOAT, shape } } };
}
