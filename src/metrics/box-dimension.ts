import { check, type Rule, show } from '../base/check.js';
import { type Draw, imageShape } from '../core/samples.js';

/** Options of `boxDimension`. */
export interface BoxDimensionOptions {
  /** A pixel belongs to the set when the mean of its channels is above this; by default the middle of the range. */
  readonly threshold?: number | undefined;
}

const threshold: Rule<number | undefined> = {
  types: ['number'],
  allowed: 'a finite number',
  accepts: Number.isFinite,
  fallback: undefined,
};

/**
 * The box-counting dimension of each image, an estimate of its Hausdorff dimension: 1 for a line, 2 for a filled area.
 * With N(s) the number of boxes of s × s pixels in which any pixel is above the threshold, it is the slope of log N(s)
 * over log 1/s, by least squares. The sizes s are all that divide both sides of the image, so that the boxes tile it
 * exactly, without the box that is the whole image: 1, 2, 4, 7 and 14 for MNIST. An image without a pixel above the
 * threshold has dimension 0.
 *
 * @throws TypeError or RangeError for an option that is not allowed, at once; in the stream, for draws that are not
 * images, or whose sides have fewer than two such sizes in common.
 * @example
 * ```ts
 * fromMnist({ count: 1_000 })
 *   .pipe(trainManifold({ steps: 300 }), kaleidoscope(), burnIn(20), take(1), measure({ dimension: boxDimension() }))
 *   .subscribe(({ metrics }) => console.log(metrics.dimension));
 * ```
 */
export function boxDimension(options: BoxDimensionOptions = {}): (draw: Draw) => Float32Array {
  const { threshold: level } = check('boxDimension', options, { threshold });

  return ({ values, count, shape, range }) => {
    const [rows, columns, channels] = imageShape('boxDimension', shape);
    const sizes = boxSizes(rows, columns);
    if (sizes.length < 2)
      throw new RangeError(
        `boxDimension: the sides of images must have common divisors above 1, other than a side itself, not ${show(shape)}`,
      );
    const above = (level ?? (range[0] + range[1]) / 2) * channels;
    const set = new Uint8Array(rows * columns);
    return new Float32Array(count).map((_, n) => {
      for (let pixel = 0, from = n * set.length * channels; pixel < set.length; pixel++) {
        let sum = 0;
        for (let channel = 0; channel < channels; channel++) sum += values[from++]!;
        set[pixel] = Number(sum > above);
      }
      if (!set.includes(1)) return 0;
      return slope(sizes.map((size) => [-Math.log(size), Math.log(boxesHit(set, columns, size))]));
    });
  };
}

/** All sizes that divide both sides, below the smaller of them. */
const boxSizes = (rows: number, columns: number): number[] =>
  Array.from({ length: Math.min(rows, columns) - 1 }, (_, i) => i + 1).filter(
    (size) => rows % size === 0 && columns % size === 0,
  );

function boxesHit(set: Uint8Array, columns: number, size: number): number {
  const hit = new Set<number>();
  const across = columns / size;
  for (let pixel = set.indexOf(1); pixel >= 0; pixel = set.indexOf(1, pixel + 1))
    hit.add(Math.floor(pixel / columns / size) * across + Math.floor((pixel % columns) / size));
  return hit.size;
}

/** The slope of the line through the points that has the least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const products = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return products / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
