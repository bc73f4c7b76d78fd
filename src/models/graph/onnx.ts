import { decodeMessage, encodeMessage, type Schema } from './protobuf.js';

/** The part of the ONNX format (onnx.proto3, IR version 8) that is written and read here. */
const messages: Schema = {
  ModelProto: {
    irVersion: ['int64', 1],
    producerName: ['string', 2],
    docString: ['string', 6],
    graph: ['GraphProto', 7],
    opsetImport: ['OperatorSetIdProto', 8, 'repeated'],
    metadataProps: ['StringStringEntryProto', 14, 'repeated'],
  },
  StringStringEntryProto: { key: ['string', 1], value: ['string', 2] },
  OperatorSetIdProto: { domain: ['string', 1], version: ['int64', 2] },
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
    name: ['string', 3],
    opType: ['string', 4],
    domain: ['string', 7],
    attribute: ['AttributeProto', 5, 'repeated'],
  },
  AttributeProto: {
    name: ['string', 1],
    f: ['float', 2],
    i: ['int64', 3],
    t: ['TensorProto', 5],
    floats: ['float', 7, 'repeated'],
    ints: ['int64', 8, 'repeated'],
    type: ['int32', 20],
  },
  TensorProto: {
    dims: ['int64', 1, 'repeated'],
    dataType: ['int32', 2],
    floatData: ['float', 4, 'repeated'],
    int32Data: ['int32', 5, 'repeated'],
    int64Data: ['int64', 7, 'repeated'],
    name: ['string', 8],
    rawData: ['bytes', 9],
    doubleData: ['double', 10, 'repeated'],
    dataLocation: ['int32', 14],
  },
  ValueInfoProto: { name: ['string', 1], type: ['TypeProto', 2] },
  TypeProto: { tensorType: ['TensorTypeProto', 1] },
  TensorTypeProto: { elemType: ['int32', 1], shape: ['TensorShapeProto', 2] },
  TensorShapeProto: { dim: ['DimensionProto', 1, 'repeated'] },
  DimensionProto: { dimValue: ['int64', 1], dimParam: ['string', 2] },
};

/** The kinds of numbers that tensors are of. */
export const elementType = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  float16: 10,
  double: 11,
  bfloat16: 16,
} as const;

export interface Model {
  readonly docString?: string;
  readonly graph: ModelGraph;
  readonly metadataProps?: readonly { readonly key: string; readonly value: string }[];
}

export interface ModelGraph {
  readonly name: string;
  readonly node: readonly ModelNode[];
  readonly initializer: readonly ModelTensor[];
  readonly input: readonly ModelValue[];
  readonly output: readonly ModelValue[];
}

export interface ModelNode {
  readonly name?: string;
  readonly opType: string;
  /** Whose operator it is; ONNX's own where nobody else is named. */
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly ModelAttribute[];
}

export interface ModelAttribute {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly t?: ModelTensor;
}

export interface ModelTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  readonly floatData?: readonly number[];
  /** The bits of numbers in half precision, too. */
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly doubleData?: readonly number[];
  /** 1 where the numbers are in another file. */
  readonly dataLocation?: number;
}

export interface ModelValue {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: { readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[] };
    };
  };
}

/** The bytes of an .onnx file. */
export const encodeModel = (model: Model): Uint8Array<ArrayBuffer> =>
  encodeMessage(messages, 'ModelProto', {
    irVersion: 8,
    producerName: 'kaleidoflow',
    opsetImport: [{ version: 17 }, ...domainsOf(model.graph).map((domain) => ({ domain, version: 1 }))],
    ...model,
  });

const domainsOf = ({ node }: ModelGraph): string[] => [...new Set(node.flatMap(({ domain }) => domain ?? []))];

/** @throws Error when the bytes are none of an .onnx file. */
export function decodeModel(bytes: Uint8Array): Model {
  let model: Partial<Model>;
  try {
    model = decodeMessage(messages, 'ModelProto', bytes);
  } catch (error) {
    throw new Error(`it is no whole ONNX file: ${(error as Error).message}`);
  }
  if (!model.graph) throw new Error('it is no ONNX file: there is no graph');
  return model as Model;
}
