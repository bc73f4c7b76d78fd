import * as tf from '@tensorflow/tfjs';
import type { ModelBuilder } from 'kaleidoflow';

/** A `tf.LayersModel` of each kind: convolutions with and without a stride, skips, a pool, layers within layers, normalisation. */
export const layersModels: readonly ModelBuilder[] = [
  ({ shape }) => tf.sequential({ layers: [tf.layers.flatten({ inputShape: [...shape] }), ...dense(8, shape)] }),
  ({ shape }) =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 2,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          activation: 'relu',
          inputShape: [...shape],
        }),
        tf.layers.flatten(),
        ...dense(3, shape),
      ],
    }),
  ({ shape }) => {
    const input = tf.input({ shape: [...shape] });
    const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]) =>
      layer.apply(x.length > 1 ? x : x[0]!) as tf.SymbolicTensor;
    const conv = (filters: number, activation: 'relu' | 'tanh' = 'relu') =>
      tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation });
    const full = apply(conv(2), input);
    const half = apply(conv(2), apply(tf.layers.maxPooling2d({ poolSize: 2 }), full));
    const again = apply(tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }), half);
    const both = apply(tf.layers.concatenate(), apply(tf.layers.upSampling2d({}), half), again, full);
    return tf.model({
      inputs: input,
      outputs: apply(conv(shape[2]!, 'tanh'), apply(tf.layers.layerNormalization(), both)),
    });
  },
];

const dense = (units: number, shape: readonly number[]): tf.layers.Layer[] => [
  tf.layers.dense({ units, activation: 'relu' }),
  tf.layers.dense({ units: shape.reduce((a, b) => a * b), activation: 'tanh' }),
  tf.layers.reshape({ targetShape: [...shape] }),
];
