import { between, type Rule, show, whole } from '../values/check.js';
import { firstOutside, imageShape, type Samples } from '../values/samples.js';

/** How samples are laid out in one picture. */
export interface GridOptions {
  /** Images in a row; 8 by default. */
  readonly columns?: number | undefined;
  /** Screen pixels for each pixel of an image, in both directions; 1 by default. */
  readonly scale?: number | undefined;
  /** Pixels between images and around them, before scaling; 2 by default. */
  readonly gap?: number | undefined;
}

export const gridRules = { columns: whole(1, 8), scale: whole(1, 1), gap: whole(0, 2) } satisfies Record<
  keyof GridOptions,
  Rule<number>
>;

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

/** Grey (one byte a pixel) or RGB (three), row after row from the top left. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/**
 * Lays images out in a grid on black, the low end of the range black and the high end white.
 * @throws RangeError with the name of the operator, for what are no images, or too many for a picture.
 */
export function grid(
  name: string,
  samples: Samples,
  options: Required<GridOptions>,
  { kind, side }: Size = { kind: 'picture', side: mostPixels },
): Picture {
  const columns = Math.min(options.columns!, samples.count);
  const [scale, gap] = [options.scale!, options.gap!];
  const { values, count, range } = samples;
  const [rows, cols, channels] = imageShape(name, samples.shape);
  const length = count * rows * cols * channels;
  if (values.length !== length)
    throw new RangeError(
      `${name}: ${count} images of shape ${show(samples.shape)} have ${length} values, not ${values.length}`,
    );
  const outside = firstOutside(values, range);
  if (outside >= 0) throw new RangeError(`${name}: images have values in ${show(range)}, not ${values[outside]}`);
  const [low, high] = range;
  const toByte = 255 / (high - low);
  const across = columns * (cols + gap) + gap;
  const down = Math.ceil(count / columns) * (rows + gap) + gap;
  const [width, height] = [across * scale, down * scale];
  if (Math.max(width, height) > side)
    throw new RangeError(`${name}: a ${kind} has at most ${side} pixels in each direction, not ${width} × ${height}`);
  if (width * height > mostPixels)
    throw new RangeError(`${name}: a ${kind} has at most ${mostPixels} pixels here, not ${width} × ${height}`);
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
