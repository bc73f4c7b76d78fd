import type { layers, Sequential } from '@tensorflow/tfjs';
import type { Space } from '../../core/manifold.js';
import { type Range, sizeOf } from '../../core/samples.js';
import type { Tf } from './tf.js';

/** The activation that is bounded to the range. */
export const bounded = (range: Range): 'sigmoid' | 'tanh' => (range[0] === 0 ? 'sigmoid' : 'tanh');

/** The paper's multilayer perceptron in layers. It is given TensorFlow.js, so that an engine needs none but its own. */
export function buildMlp(tf: Tf, depth: number, width: number, { shape, range }: Space): Sequential {
  const size = sizeOf(shape);
  const all: layers.Layer[] = [tf.layers.reshape({ targetShape: [size], inputShape: [...shape] })];
  for (let layer = 0; layer <= depth; layer++) {
    const bound = 1 / Math.sqrt(layer === 0 ? size : width);
    const initializer = tf.initializers.randomUniform({ minval: -bound, maxval: bound });
    all.push(
      tf.layers.dense({
        units: layer < depth ? width : size,
        activation: layer < depth ? 'relu' : bounded(range),
        kernelInitializer: initializer,
        biasInitializer: initializer,
      }),
    );
  }
  all.push(tf.layers.reshape({ targetShape: [...shape] }));
  return tf.sequential({ layers: all });
}
