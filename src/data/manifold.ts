import { platform } from '#platform';
import { foreignMlp, linearLayers, type ManifoldOptions } from '../formats/foreign-mlp.js';
import { manifoldOf } from '../formats/manifold.js';
import { decodeOnnx } from '../formats/onnx-mlp.js';
import { decodeTensors } from '../formats/safetensors.js';
import { check, checkValue, optional, type Rule } from '../values/check.js';
import { checkManifold, type Manifold } from '../values/manifold.js';
import { rangeRule, shapeRule } from '../values/samples.js';

const sourceRule: Rule<string | Uint8Array> = {
  types: ['string', 'typed array'],
  allowed: 'a path or bytes in a Uint8Array',
  accepts: (value) => value instanceof Uint8Array || (typeof value === 'string' && value !== ''),
  fallback: '',
};

const rules = {
  range: optional(rangeRule([-1, 1])),
  shape: optional(shapeRule),
};

/** Checks the options now, and reads the manifold when called. */
export function manifoldFrom(source: string | Uint8Array, options: ManifoldOptions = {}): () => Promise<Manifold> {
  const hints = check('fromManifold', options, rules);
  checkValue('fromManifold: source', source, sourceRule);
  const what = typeof source === 'string' ? source : 'what it was given';
  return async () => {
    try {
      const bytes = typeof source === 'string' ? await platform.files.read(source, Number.POSITIVE_INFINITY) : source;
      const manifold = decode(bytes, hints);
      checkManifold('the manifold', manifold);
      return manifold;
    } catch (error) {
      throw new Error(`fromManifold: ${what} cannot be read: ${(error as Error).message}`, { cause: error });
    }
  };
}

function decode(bytes: Uint8Array, hints: ManifoldOptions): Manifold {
  // A safetensors file begins with the length of its JSON, 8 bytes; an ONNX file with field 1, a number.
  if (bytes[8] !== '{'.charCodeAt(0)) return decodeOnnx(bytes, hints);
  const { metadata, tensors } = decodeTensors(bytes);
  if (metadata.kaleidoflow) return manifoldOf(metadata.kaleidoflow, tensors);
  return foreignMlp(linearLayers(tensors), hints);
}
