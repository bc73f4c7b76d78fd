import { check, checkValue, isA, isBlob, oneOf, optional, type Rule } from '../base/check.js';
import { nameOf, read, type Source, unreadable } from '../base/source.js';
import { checkManifold, type Manifold } from '../core/manifold.js';
import { rangeRule, shapeRule } from '../core/samples.js';
import { foreignMlp, linearLayers, type ManifoldOptions } from './foreign-mlp.js';
import { manifoldOf } from './manifold.js';
import { decodeOnnx } from './onnx-mlp.js';
import { decodeTensors } from './safetensors.js';

const sourceRule: Rule<Source | Uint8Array> = {
  types: ['string', 'typed array'],
  allowed: 'a path, bytes in a Uint8Array or a Blob',
  accepts: (value) => isA('Uint8Array', value) || isBlob(value) || (typeof value === 'string' && value !== ''),
  fallback: '',
};

const rules = {
  range: optional(rangeRule([-1, 1])),
  shape: optional(shapeRule),
  activation: optional(oneOf(['relu'] as const, 'relu')),
};

/** Checks the options now, and reads the manifold when read itself. */
export function manifoldFrom(source: Source | Uint8Array, options: ManifoldOptions = {}) {
  const hints = check('fromManifold', options, rules);
  checkValue('fromManifold: source', source, sourceRule);
  const what = isA('Uint8Array', source) ? 'what it was given' : nameOf(source);

  return async function* (signal?: AbortSignal): AsyncGenerator<Manifold, void, undefined> {
    yield await readManifold(signal);
  };

  async function readManifold(signal?: AbortSignal): Promise<Manifold> {
    try {
      const bytes = isA('Uint8Array', source) ? source : await read(source, Number.POSITIVE_INFINITY, signal);
      const manifold = decode(bytes, hints);
      checkManifold('the manifold', manifold);
      return manifold;
    } catch (error) {
      throw unreadable('fromManifold', what, error);
    }
  }
}

function decode(bytes: Uint8Array, hints: ManifoldOptions): Manifold {
  // A safetensors file begins with the length of its JSON, 8 bytes; an ONNX file with field 1, a number.
  if (bytes[7] !== 0 || bytes[8] !== '{'.charCodeAt(0)) {
    refuseOthers(bytes);
    return decodeOnnx(bytes, hints);
  }
  const { metadata, tensors } = decodeTensors(bytes);
  if (metadata.kaleidoflow) return manifoldOf(metadata.kaleidoflow, tensors);
  return foreignMlp(linearLayers(tensors, hints.shape), hints);
}

/** Names files that are often taken for models of these formats, and what to do. */
function refuseOthers(bytes: Uint8Array): void {
  const [first, second = 0] = bytes;
  const isZip = first === 0x50 && second === 0x4b;
  if (isZip || (first === 0x80 && second >= 2 && second <= 5))
    throw new TypeError(
      `it is ${isZip ? 'a zip archive' : "a pickle of Python's"}, as torch.save writes (.pt, .pth, .bin), which can hold code and is not ` +
        "read; in Python, safetensors.torch.save_file(torch.load(path, weights_only=True), 'net.safetensors') makes what is",
    );
  if (first === '{'.charCodeAt(0))
    throw new TypeError(
      'it is JSON, as the index of a model in several files is (model.safetensors.index.json); in Python, ' +
        "safetensors.torch.save_file({k: v for f in files for k, v in load_file(f).items()}, 'net.safetensors') joins them",
    );
}
