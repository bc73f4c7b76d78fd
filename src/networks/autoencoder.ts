import * as tf from '@tensorflow/tfjs';
import { check, whole } from '../base/check.js';
import type { Network } from '../core/layers.js';
import { bounded } from '../engine/tensorflow/mlp.js';
import { convolution, imageSides, narrowed } from './image.js';

/** Options of `autoencoder`. */
export interface AutoencoderOptions {
  /** Filters of the first convolution, and twice as many of the second; 16 by default. */
  readonly filters?: number | undefined;
  /** Units of a fully connected layer in the middle, through which all must pass; none by default. */
  readonly bottleneck?: number | undefined;
}

/**
 * A convolutional autoencoder for images whose sides are multiples of 4: two convolutions that halve the sides, and two
 * transposed ones that double them again.
 *
 * @example
 * ```ts
 * import { autoencoder } from 'kaleidoflow/networks';
 *
 * fromMnist({ count: 100 })
 *   .pipe(trainManifold({ network: autoencoder({ filters: 4, bottleneck: 32 }), steps: 100, batchSize: 10 }))
 *   .subscribe(({ loss }) => console.log(loss));
 * ```
 */
export function autoencoder(options: AutoencoderOptions = {}): Network {
  const { filters, bottleneck } = check('autoencoder', options, {
    filters: whole(1, 16),
    bottleneck: whole<number | undefined>(1, undefined),
  });
  return (space) => {
    const [height, width, channels] = imageSides('autoencoder', space, 4);
    const halve = (filters: number) =>
      ({ filters, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }) as const;
    return tf.sequential({
      layers: [
        tf.layers.conv2d({ ...halve(filters), inputShape: [height, width, channels] }),
        tf.layers.conv2d(halve(2 * filters)),
        ...(bottleneck ? narrowed([height / 4, width / 4, 2 * filters], bottleneck) : []),
        tf.layers.conv2dTranspose(halve(filters)),
        tf.layers.conv2dTranspose(halve(filters)),
        convolution(channels, bounded(space.range)),
      ],
    });
  };
}
