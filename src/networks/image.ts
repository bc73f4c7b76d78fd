import * as tf from '@tensorflow/tfjs';
import { show } from '../base/check.js';
import type { Space } from '../core/manifold.js';
import { sizeOf } from '../core/samples.js';

/** The sides of an image, which must be multiples of `step`; a side without channels has none to give. */
export function imageSides(
  name: string,
  { shape }: Space,
  step: number,
): [height: number, width: number, channels: number] {
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length === 3 && height % step === 0 && width % step === 0) return [height, width, channels];
  throw new RangeError(
    `${name}: shape must be [height, width, channels] with sides that are multiples of ${step}, not ${show(shape)}`,
  );
}

/** A 3 × 3 convolution that keeps the sides. */
export const convolution = (filters: number, activation: 'relu' | 'sigmoid' | 'tanh' = 'relu') =>
  tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation, kernelInitializer: 'heNormal' });

/** Fully connected layers in the middle of an image network: all goes through `units` numbers, and is of its shape again. */
export const narrowed = (shape: readonly [height: number, width: number, channels: number], units: number) => [
  tf.layers.flatten(),
  tf.layers.dense({ units }),
  tf.layers.dense({ units: sizeOf(shape), activation: 'relu' }),
  tf.layers.reshape({ targetShape: [...shape] }),
];
