import * as tf from '@tensorflow/tfjs';
import { check, whole } from '../base/check.js';
import type { Network } from '../core/layers.js';
import { bounded } from '../engine/tensorflow/mlp.js';
import { convolution, imageSides, narrowed } from './image.js';

/** Options of `unet`. */
export interface UnetOptions {
  /** Filters at the full size; twice and four times as many at the half and the quarter. 8 by default. */
  readonly filters?: number | undefined;
  /** Units of a fully connected layer at the quarter size, through which all from there must pass; none by default. */
  readonly bottleneck?: number | undefined;
}

/**
 * A U-Net for images whose sides are multiples of 4: down to a quarter of the sides and up again, where each way up also
 * sees what the way down had at its size.
 *
 * @example
 * ```ts
 * import { unet } from 'kaleidoflow/networks';
 *
 * fromMnist({ count: 100 })
 *   .pipe(trainManifold({ network: unet({ filters: 2 }), steps: 100, batchSize: 10 }))
 *   .subscribe(({ loss }) => console.log(loss));
 * ```
 */
export function unet(options: UnetOptions = {}): Network {
  const { filters, bottleneck } = check('unet', options, {
    filters: whole(1, 8),
    bottleneck: whole<number | undefined>(1, undefined),
  });
  return (space) => {
    const [height, width, channels] = imageSides('unet', space, 4);
    const input = tf.input({ shape: [height, width, channels] });
    const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
      layer.apply(x) as tf.SymbolicTensor;
    const down = (x: tf.SymbolicTensor) => apply(tf.layers.maxPooling2d({ poolSize: 2 }), x);
    const up = (x: tf.SymbolicTensor, beside: tf.SymbolicTensor) =>
      apply(tf.layers.concatenate(), [apply(tf.layers.upSampling2d({}), x), beside]);

    const full = apply(convolution(filters), input);
    const half = apply(convolution(2 * filters), down(full));
    const quarter = apply(convolution(4 * filters), down(half));
    const middle = bottleneck ? narrowed([height / 4, width / 4, 4 * filters], bottleneck) : [];
    const seen = middle.reduce((x, layer) => apply(layer, x), quarter);
    const halfAgain = apply(convolution(2 * filters), up(seen, half));
    const fullAgain = apply(convolution(filters), up(halfAgain, full));
    return tf.model({ inputs: input, outputs: apply(convolution(channels, bounded(space.range)), fullAgain) });
  };
}
