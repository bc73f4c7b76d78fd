import type { Tf } from '../tf.js';

type AddWeight = (
  name: string,
  shape: readonly number[],
  dtype: unknown,
  initializer: unknown,
  ...more: unknown[]
) => unknown;

/**
 * Runs `make`, which builds a model of layers, so that its weights are zeros, and so many numbers at most: those that a file has
 * come in their place. TensorFlow.js would make all that a file asks for first, at random, and compare then.
 */
export function withWeightsUpTo<T>(tf: Tf, most: number, make: () => T): T {
  const layers = tf.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const { addWeight } = layers;
  let left = most;
  layers.addWeight = function (name, shape, dtype, _, ...more) {
    left -= shape.reduce((product, side) => product * side, 1);
    if (!(left >= 0)) throw new RangeError(`its layers have more weights than the ${most} numbers that are there`);
    return addWeight.call(this, name, shape, dtype, tf.initializers.zeros(), ...more);
  };
  try {
    return make();
  } finally {
    layers.addWeight = addWeight;
  }
}
