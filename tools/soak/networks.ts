import type { Manifold, Samples } from 'kaleidoflow';
import { keyOf, uniform } from '../../src/base/random.js';
import { type MlpArchitecture, startWeights } from '../../src/core/manifold.js';
import { sizeOf } from '../../src/core/samples.js';

/** A network that has learned nothing: how it streams does not depend on what it knows. */
function untrained(architecture: MlpArchitecture): Manifold {
  return { ...architecture, loss: 1, steps: 0, weights: startWeights(architecture, 1), noise: [] };
}

/** The size of the quick recipe for MNIST. */
export const quickNetwork = (): Manifold => untrained({ depth: 10, width: 256, shape: [28, 28, 1], range: [-1, 1] });

const small = { depth: 2, width: 8, shape: [4, 4, 1], range: [-1, 1] } as const;

/** For images of 4 × 4. */
export const smallNetwork = (): Manifold => untrained(small);

/** For the same, and three labels, as if it had learned from blends with parts given. */
export const blendedNetwork = (): Manifold => ({
  ...untrained({ ...small, labelUnits: { classes: [0, 1, 2], copies: 2 } }),
  blend: [0.6, 1],
  given: { labels: 0.5, data: 0.5 },
});

const noise = (count: number, shape: readonly number[]): Samples => {
  const values = new Float32Array(count * sizeOf(shape)).map((_, i) => 2 * uniform(keyOf(count), i) - 1);
  return { values, count, shape, range: [-1, 1] };
};

export const mnistLike = (count: number): Samples => noise(count, [28, 28, 1]);
export const smallImages = (): Samples => ({
  ...noise(20, [4, 4, 1]),
  labels: Int32Array.from({ length: 20 }, (_, i) => i % 3),
});
