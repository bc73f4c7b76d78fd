// biome-ignore-all lint/suspicious/noTsIgnore: whether there is an error depends on what is installed

import type { Layer } from './layers.js';
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
 * The layers of a network that maps a space to itself. Their input is the state in the shape of the data, or as one row where there
 * are units beside the data (`withLabels`, `withAttributes`); they must end in as many numbers. Behind the last layer a Sigmoid or Tanh bounds these to the
 * range.
 *
 * @example
 * ```ts
 * const network = trainManifold({
 *   network: ({ shape: [height = 1, width = 1] }) => [
 *     { kind: 'reshape', shape: [height, width, 1] },
 *     { kind: 'conv', filters: 8, stride: 2 },
 *     { kind: 'relu' },
 *     { kind: 'upsample' },
 *     { kind: 'conv', filters: 1 },
 *   ],
 *   steps: 20,
 * });
 * squares.pipe(network).subscribe();
 * ```
 */
export type Network = (space: Space) => readonly Layer[];

/**
 * Builds a network that maps a space to itself, as a `tf.LayersModel`. Its last layer must be bounded to the range:
 * 'sigmoid' for [0, 1], 'tanh' for [-1, 1].
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import type { ModelBuilder } from 'kaleidoflow';
 *
 * const layersModel: ModelBuilder = ({ shape, range }) =>
 *   tf.sequential({
 *     layers: [
 *       tf.layers.flatten({ inputShape: [...shape] }),
 *       tf.layers.dense({ units: shape.reduce((a, b) => a * b), activation: range[0] === 0 ? 'sigmoid' : 'tanh' }),
 *       tf.layers.reshape({ targetShape: [...shape] }),
 *     ],
 *   });
 * ```
 */
export type ModelBuilder = (space: Space) => LayersModel;
