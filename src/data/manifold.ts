import { foreignMlp, linearLayers, type ManifoldOptions } from '../formats/foreign-mlp.js';
import { manifoldOf } from '../formats/manifold.js';
import { decodeOnnx } from '../formats/onnx-mlp.js';
import { decodeTensors } from '../formats/safetensors.js';
import { check, checkValue, isBlob, optional, type Rule } from '../values/check.js';
import { checkManifold, type Manifold } from '../values/manifold.js';
import { rangeRule, shapeRule } from '../values/samples.js';
import { nameOf, read, type Source } from './source.js';

const sourceRule: Rule<Source | Uint8Array> = {
  types: ['string', 'typed array'],
  allowed: 'a path, bytes in a Uint8Array or a Blob',
  accepts: (value) => value instanceof Uint8Array || isBlob(value) || (typeof value === 'string' && value !== ''),
  fallback: '',
};

const rules = {
  range: optional(rangeRule([-1, 1])),
  shape: optional(shapeRule),
};

/** Checks the options now, and reads the manifold when read itself. */
export function manifoldFrom(source: Source | Uint8Array, options: ManifoldOptions = {}) {
  const hints = check('fromManifold', options, rules);
  checkValue('fromManifold: source', source, sourceRule);
  const what = source instanceof Uint8Array ? 'what it was given' : nameOf(source);

  return async function* (signal?: AbortSignal): AsyncGenerator<Manifold, void, undefined> {
    yield await readManifold(signal);
  };

  async function readManifold(signal?: AbortSignal): Promise<Manifold> {
    try {
      const bytes = source instanceof Uint8Array ? source : await read(source, Number.POSITIVE_INFINITY, signal);
      const manifold = decode(bytes, hints);
      checkManifold('the manifold', manifold);
      return manifold;
    } catch (error) {
      throw new Error(`fromManifold: ${what} cannot be read: ${(error as Error).message}`, { cause: error });
    }
  }
}

function decode(bytes: Uint8Array, hints: ManifoldOptions): Manifold {
  // A safetensors file begins with the length of its JSON, 8 bytes; an ONNX file with field 1, a number.
  if (bytes[8] !== '{'.charCodeAt(0)) return decodeOnnx(bytes, hints);
  const { metadata, tensors } = decodeTensors(bytes);
  if (metadata.kaleidoflow) return manifoldOf(metadata.kaleidoflow, tensors);
  return foreignMlp(linearLayers(tensors), hints);
}
