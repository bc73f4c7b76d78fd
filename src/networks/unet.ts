import { check, whole } from '../base/check.js';
import type { Network } from '../core/network.js';
import { convolution, imageSides, narrowed, withClasses } from './image.js';

/** Options of `unet`. */
export interface UnetOptions {
  /** Filters at the full size; twice and four times as many at the half and the quarter. 8 by default. */
  readonly filters?: number | undefined;
  /** Units of a dense layer at the quarter size, through which all from there must pass; none by default. */
  readonly bottleneck?: number | undefined;
}

/**
 * A U-Net for images whose sides are multiples of 4: down to a quarter of the sides and up again, where each way up also
 * sees what the way down had at its size. Label units come in and go out at the quarter size.
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
    const quarter = [height / 4, width / 4, 4 * filters] as const;
    return withClasses(
      space,
      quarter,
      [
        ...convolution(filters, 1, 'full'),
        ...convolution(2 * filters, 2, 'half'),
        ...convolution(4 * filters, 2),
        ...(bottleneck ? narrowed(quarter, bottleneck) : []),
      ],
      [
        { kind: 'upsample' },
        { kind: 'concat', with: 'half' },
        ...convolution(2 * filters),
        { kind: 'upsample' },
        { kind: 'concat', with: 'full' },
        ...convolution(filters),
        { kind: 'conv', filters: channels },
      ],
    );
  };
}
