import { isObject, type Rule, show, whole } from '../values/check.js';
import { areOnAxes, firstOutside, imageShape, type Samples } from '../values/samples.js';
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
    accepts: (value) => isObject(value) && value.values instanceof Float32Array,
    fallback: undefined,
  } as Rule<Samples | undefined>,
} satisfies Record<keyof GridOptions, unknown>;

/** Images in a grid on black, the low end of the range black and the high end white; points of one or two numbers on axes. */
export function grid(samples: Samples, options: GridOptions & typeof usual): Picture {
  const { values, count, shape, range } = samples;
  const arePoints = areOnAxes(samples);
  const [rows, cols, channels] = arePoints ? [shape[0]!, 1, 1 as const] : imageShape(shape);
  const what = arePoints ? 'points' : 'images';
  const length = count * rows * cols * channels;
  if (values.length !== length)
    throw new RangeError(`${count} ${what} of shape ${show(shape)} have ${length} values, not ${values.length}`);
  const outside = firstOutside(values, range);
  if (outside >= 0) throw new RangeError(`${what} have values in ${show(range)}, not ${values[outside]}`);
  const { scale, gap, below } = options;
  if (arePoints) return scatter(samples, scale, below);
  if (below) throw new RangeError(`below must be left out where images are drawn, not ${show(below)}`);
  const columns = Math.min(options.columns, count);
  const [low, high] = range;
  const toByte = 255 / (high - low);
  const across = columns * (cols + gap) + gap;
  const down = Math.ceil(count / columns) * (rows + gap) + gap;
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
  return { width: across * scale, height: down * scale, channels, pixels };
}
