import { platform } from '#platform';
import { type ForeignOptions, foreignMlp, linearLayers } from '../formats/foreign-mlp.js';
import { manifoldOf } from '../formats/manifold.js';
import { decodeOnnx } from '../formats/onnx-mlp.js';
import { decodeTensors } from '../formats/safetensors.js';
import { check, checkValue, type Rule } from '../values/check.js';
import { checkManifold, type Manifold } from '../values/manifold.js';
import { type Range, rangeRule, shapeRule } from '../values/samples.js';

/** Options of `fromManifold`, for files that another program has written. */
export interface ManifoldOptions {
  /** The domain, where a file does not say it: [0, 1] for a network that ends in a Sigmoid, [-1, 1] for a Tanh. */
  readonly range?: Range | undefined;
  /** The shape of a sample, [28, 28, 1] say; by default one row of values. */
  readonly shape?: readonly number[] | undefined;
}

const sourceRule: Rule<string | Uint8Array> = {
  types: ['string', 'typed array'],
  allowed: 'a path or bytes in a Uint8Array',
  accepts: (value) => value instanceof Uint8Array || (typeof value === 'string' && value !== ''),
  fallback: '',
};

const rules = {
  range: { ...rangeRule([-1, 1]), fallback: undefined as Range | undefined },
  shape: { ...shapeRule, fallback: undefined as readonly number[] | undefined },
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

function decode(bytes: Uint8Array, hints: ForeignOptions): Manifold {
  // A safetensors file begins with the length of its JSON, 8 bytes; an ONNX file with field 1, a number.
  if (bytes[8] !== '{'.charCodeAt(0)) return decodeOnnx(bytes, hints);
  const { metadata, tensors } = decodeTensors(bytes);
  if (metadata.kaleidoflow) return manifoldOf(metadata.kaleidoflow, tensors);
  return foreignMlp(linearLayers(tensors), hints);
}
