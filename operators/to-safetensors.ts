import type { Manifold } from '../src/core/manifold.js';
import { type SafetensorsOptions, safetensors } from '../src/models/manifold.js';
import type { Bytes } from '../src/platform/platform.js';
import { mapped, type Operator } from './lift/rxjs/lift.js';

/**
 * Writes each manifold as a [safetensors](https://huggingface.co/docs/safetensors) file, which `fromManifold` and
 * Python read: an MLP's weights as PyTorch has them, `layers.0.weight` [outputs, inputs], `layers.0.bias`, …, and all
 * else in the metadata, as JSON: architecture, range, labels, how it was trained, noise, motion, and what it was given.
 * Beyond the paper.
 *
 * @returns The bytes of one file for each manifold.
 * @throws TypeError or RangeError for an option that is not allowed, at once; and, in the stream, for a manifold whose weights do not
 * fit it, or are beyond half precision where that is asked for.
 * @example
 * ```ts
 * manifold.pipe(withNoise(0.01), toSafetensors(), toFile('squares.safetensors'));
 * manifold.pipe(toSafetensors({ precision: 'half' }), toFile('page.safetensors')); // half the bytes
 * ```
 */
export function toSafetensors(options?: SafetensorsOptions): Operator<Manifold, Bytes> {
  return mapped(safetensors(options));
}
