import { check, whole } from '../base/check.js';
import type { Network } from '../core/network.js';
import { convolution, imageSides, narrowed, withClasses } from './image.js';

/** Options of `autoencoder`. */
export interface AutoencoderOptions {
  /** Filters of the first convolution, and twice as many of the second; 16 by default. */
  readonly filters?: number | undefined;
  /** Units of a dense layer in the middle, through which all must pass; none by default. */
  readonly bottleneck?: number | undefined;
}

/**
 * A convolutional autoencoder for images whose sides are multiples of 4: two convolutions that halve the sides, and two
 * that double them again. Label units come in and go out in the middle.
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
    const smallest = [height / 4, width / 4, 2 * filters] as const;
    return withClasses(
      space,
      smallest,
      [
        ...convolution(filters, 2),
        ...convolution(2 * filters, 2),
        ...(bottleneck ? narrowed(smallest, bottleneck) : []),
      ],
      [
        { kind: 'upsample' },
        ...convolution(filters),
        { kind: 'upsample' },
        ...convolution(filters),
        { kind: 'conv', filters: channels },
      ],
    );
  };
}
