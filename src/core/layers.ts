// biome-ignore-all lint/suspicious/noTsIgnore: whether there is an error depends on what is installed

import type { Space } from './manifold.js';

/**
 * The types of TensorFlow.js that the library's own speak of. Where `@tensorflow/tfjs` is not installed they are `any`, so
 * that everything else type-checks without it: each comment's last line sees to that, and is written so that it stays in
 * the declarations.
 */

/** `tf.LayersModel`.
 * @ts-ignore */
export type LayersModel = import('@tensorflow/tfjs').LayersModel;

/** `tf.Tensor`.
 * @ts-ignore */
export type Tensor = import('@tensorflow/tfjs').Tensor;

/**
 * Builds a network that maps a space to itself, as a `tf.LayersModel`. Its last layer must be bounded to the range:
 * 'sigmoid' for [0, 1], 'tanh' for [-1, 1].
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import type { Network } from 'kaleidoflow';
 *
 * const linear: Network = ({ shape, range }) =>
 *   tf.sequential({
 *     layers: [
 *       tf.layers.flatten({ inputShape: [...shape] }),
 *       tf.layers.dense({ units: shape.reduce((a, b) => a * b), activation: range[0] === 0 ? 'sigmoid' : 'tanh' }),
 *       tf.layers.reshape({ targetShape: [...shape] }),
 *     ],
 *   });
 * ```
 */
export type Network = (space: Space) => LayersModel;
