import type { Sequential } from '@tensorflow/tfjs';
import type { Tf } from '../../src/engine/tensorflow/tf.js';

/** The layers with weights: two convolutions of 5 × 5 pixels with a stride of 2, 96 units, and a score for each digit. */
export const layers = ['conv1', 'conv2', 'units', 'scores'] as const;

export const weightsFile = new URL('../../../tools/judge/weights.safetensors', import.meta.url);

/** The classifier before its training. */
export function untrainedClassifier(tf: Tf, seed: number): Sequential {
  const kernelInitializer = (layer: number) => tf.initializers.heNormal({ seed: seed + layer });
  const convolution = (layer: number) =>
    ({ kernelSize: 5, strides: 2, activation: 'relu', kernelInitializer: kernelInitializer(layer) }) as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 16, ...convolution(0) }),
      tf.layers.conv2d({ filters: 32, ...convolution(1) }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 96, activation: 'relu', kernelInitializer: kernelInitializer(2) }),
      tf.layers.dense({ units: 10, kernelInitializer: kernelInitializer(3) }),
    ],
  });
}
