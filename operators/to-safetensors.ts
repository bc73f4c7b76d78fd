import type { Manifold } from '../src/core/manifold.js';
import { encodeManifold } from '../src/models/manifold.js';
import type { Bytes } from '../src/platform/platform.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Writes each manifold as a file of the [safetensors](https://huggingface.co/docs/safetensors) format, which `fromManifold` and
 * Python read: an MLP's weights as PyTorch has them, `layers.0.weight` [outputs, inputs], `layers.0.bias`, …, and in the metadata
 * all else, as JSON: architecture, range, labels, how it was trained, noise, motion, and what it was given.
 * Beyond the paper.
 *
 * @returns The bytes of one file for each manifold.
 * @throws TypeError or RangeError for a manifold whose weights do not fit it, in the stream.
 * @example
 * ```ts
 * manifold.pipe(withNoise(0.01), toSafetensors(), toFile('squares.safetensors'));
 * ```
 */
export function toSafetensors(): Operator<Manifold, Bytes> {
  return mapped(encodeManifold);
}
