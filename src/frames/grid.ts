import { between, isA, isObject, type Rule, show, whole } from '../base/check.js';
import { areOnAxes, firstOutside, imageShape, type Samples } from '../core/samples.js';
import type { Picture } from './rgba.js';
import { scatter } from './scatter.js';

/** How samples are laid out in one picture. */
export interface GridOptions {
  /** Images in a row; 8 by default. */
  readonly columns?: number | undefined;
  /** Screen pixels for each pixel of an image, in both directions, or of axes 256 pixels long; 1 by default. */
  readonly scale?: number | undefined;
  /** Pixels between images and around them, before scaling; 2 by default. */
  readonly gap?: number | undefined;
  /** Of points: others that are drawn below them in a lighter colour, those that were learned say; none by default. */
  readonly below?: Samples | undefined;
}

const usual = { columns: 8, scale: 1, gap: 2 };

export const gridRules = {
  columns: whole(1, usual.columns),
  scale: whole(1, usual.scale),
  gap: whole(0, usual.gap),
  below: {
    types: ['object'],
    allowed: 'Samples',
    accepts: (value) => isObject(value) && isA('Float32Array', value.values),
    fallback: undefined,
  } as Rule<Samples | undefined>,
} satisfies Record<keyof GridOptions, unknown>;

/**
 * Frames a second, up to `most`: a GIF counts hundredths of a second between two of them in 16 bits, and nobody waits longer
 * than the 500 seconds that the least is.
 */
export const fpsRule = (most: number, fallback: number): Rule<number> => between(0.002, most, fallback);

/** What a picture may be: the pixels of one side, and the words for the error. */
export interface Size {
  readonly kind: string;
  readonly side: number;
}

/** 16 384 by 16 384: a byte or three of each must fit into an array, and into memory. */
const mostPixels = 2 ** 28;

/**
 * Images in a grid on black, the low end of the range black and the high end white; points of one or two numbers on axes.
 * @throws RangeError with the name of the operator, for what has no picture, or too many for one.
 */
export function grid(
  name: string,
  samples: Samples,
  options: GridOptions & typeof usual,
  { kind, side }: Size = { kind: 'picture', side: mostPixels },
): Picture {
  const { values, count, shape, range } = samples;
  const arePoints = areOnAxes(samples);
  const [rows, cols, channels] = arePoints ? [shape[0]!, 1, 1 as const] : imageShape(name, shape);
  const what = arePoints ? 'points' : 'images';
  const length = count * rows * cols * channels;
  if (values.length !== length)
    throw new RangeError(
      `${name}: ${count} ${what} of shape ${show(shape)} have ${length} values, not ${values.length}`,
    );
  const outside = firstOutside(values, range);
  if (outside >= 0) throw new RangeError(`${name}: ${what} have values in ${show(range)}, not ${values[outside]}`);
  const fits = (width: number, height: number) => {
    if (Math.max(width, height) > side)
      throw new RangeError(`${name}: a ${kind} has at most ${side} pixels in each direction, not ${width} × ${height}`);
    if (width * height > mostPixels)
      throw new RangeError(`${name}: a ${kind} has at most ${mostPixels} pixels here, not ${width} × ${height}`);
  };
  const { scale, gap, below } = options;
  if (arePoints) return scatter(name, samples, scale, below, fits);
  if (below) throw new RangeError(`${name}: below must be left out where images are drawn, not ${show(below)}`);
  const columns = Math.min(options.columns, count);
  const [low, high] = range;
  const toByte = 255 / (high - low);
  const across = columns * (cols + gap) + gap;
  const down = Math.ceil(count / columns) * (rows + gap) + gap;
  const [width, height] = [across * scale, down * scale];
  fits(width, height);
  const pixels = new Uint8Array(across * down * channels * scale * scale);
  const lineBytes = across * scale * channels;
  let from = 0;
  for (let n = 0; n < count; n++) {
    const left = gap + (n % columns) * (cols + gap);
    const top = gap + Math.floor(n / columns) * (rows + gap);
    for (let row = 0; row < rows; row++) {
      const line = (top + row) * scale * lineBytes;
      let to = line + left * scale * channels;
      for (let col = 0; col < cols; col++, from += channels)
        for (let copy = 0; copy < scale; copy++)
          for (let channel = 0; channel < channels; channel++)
            pixels[to++] = (values[from + channel]! - low) * toByte + 0.5;
      for (let copy = 1; copy < scale; copy++) pixels.copyWithin(line + copy * lineBytes, line, line + lineBytes);
    }
  }
  return { width, height, channels, pixels };
}
