import { brainsFrom, type FloatKind, floatBytes, floatsFrom, halvesFrom, singlesFrom } from '../base/floats.js';
import { sizeOf } from '../core/samples.js';
import { elementType, type ModelTensor } from './graph/onnx.js';
import type { ShapedTensor } from './safetensors.js';

/** How a file has the numbers of one type: in raw bytes of this kind, or in a list. */
const floats: Readonly<Record<number, { kind: FloatKind; listed: (tensor: ModelTensor) => Float32Array }>> = {
  [elementType.float]: { kind: 'F32', listed: ({ floatData = [] }) => Float32Array.from(floatData) },
  [elementType.double]: { kind: 'F64', listed: ({ doubleData = [] }) => singlesFrom(doubleData) },
  [elementType.float16]: { kind: 'F16', listed: ({ int32Data = [] }) => halvesFrom(int32Data) },
  [elementType.bfloat16]: { kind: 'BF16', listed: ({ int32Data = [] }) => brainsFrom(int32Data) },
};

export const isFloat = (dataType: number | undefined): boolean => Object.hasOwn(floats, dataType ?? 0);

/**
 * The numbers of a tensor, in single precision: real ones, or whole ones of 64 bits, which sides of shapes are.
 * @throws RangeError when they are others, or not in the file.
 */
export function numbersOf(tensor: ModelTensor): ShapedTensor {
  const { name, dims, rawData, dataLocation } = tensor;
  if (dataLocation === 1)
    throw new RangeError(
      `the numbers of '${name}' must be in the file, not in another: torch.onnx.export(…, external_data=False) puts them there`,
    );
  const values = rawData?.length ? fromBytes(rawData, tensor) : listed(tensor);
  const size = sizeOf(dims);
  if (values.length !== size) throw new RangeError(`'${name}' must have ${size} numbers, not ${values.length}`);
  return { shape: dims, values };
}

function fromBytes(bytes: Uint8Array, { name, dataType }: ModelTensor): Float32Array {
  const kind = floats[dataType]?.kind;
  const each = kind ? floatBytes[kind] : BigInt64Array.BYTES_PER_ELEMENT;
  if (bytes.length % each !== 0)
    throw new RangeError(`'${name}' must have ${each} bytes for each of its numbers, and has ${bytes.length} in all`);
  if (kind) return floatsFrom(bytes, kind);
  if (dataType !== elementType.int64) throw otherType(name, dataType);
  return Float32Array.from(new BigInt64Array(new Uint8Array(bytes).buffer), Number);
}

function listed(tensor: ModelTensor): Float32Array {
  if (tensor.dataType === elementType.int64) return Float32Array.from(tensor.int64Data ?? []);
  const known = floats[tensor.dataType];
  if (!known) throw otherType(tensor.name, tensor.dataType);
  return known.listed(tensor);
}

const otherType = (name: string, dataType: number): RangeError =>
  new RangeError(`'${name}' must be of ONNX's float, double, float16 or bfloat16, not of its type ${dataType}`);
