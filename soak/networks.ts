import type { Manifold, Samples } from 'kaleidoflow';
import { type MlpArchitecture, startWeights } from '../src/manifold.js';
import { keyOf, uniform } from '../src/random.js';
import { sizeOf } from '../src/samples.js';

/** A network that has learned nothing: how it streams does not depend on what it knows. */
function untrained(architecture: MlpArchitecture): Manifold {
  return { ...architecture, loss: 1, steps: 0, weights: startWeights(architecture, 1), noise: [] };
}

/** The size of the quick recipe for MNIST. */
export const quickNetwork = (): Manifold => untrained({ depth: 10, width: 256, shape: [28, 28, 1], range: [-1, 1] });

/** For images of 4 × 4. */
export const smallNetwork = (): Manifold => untrained({ depth: 2, width: 8, shape: [4, 4, 1], range: [-1, 1] });

const noise = (count: number, shape: readonly number[]): Samples => {
  const values = new Float32Array(count * sizeOf(shape)).map((_, i) => 2 * uniform(keyOf(count), i) - 1);
  return { values, count, shape, range: [-1, 1] };
};

export const mnistLike = (count: number): Samples => noise(count, [28, 28, 1]);
export const smallImages = (): Samples => noise(20, [4, 4, 1]);
