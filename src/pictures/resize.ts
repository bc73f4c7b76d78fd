import type { Raster } from '../platform/platform.js';

/** A part of a line of pixels, from one place to another: 0 is before the first pixel, 1 between it and the second. */
export type Span = readonly [from: number, to: number];

/**
 * What two spans of a picture hold, in another size: by Lanczos3 over all pixels that it reaches, rounded between its two
 * passes and in their order, as Pillow's `resize` with LANCZOS.
 */
export function resize(picture: Raster, across: Span, down: Span, to: { height: number; width: number }): Raster {
  const [x, y] = [blockIn(across, to.width), blockIn(down, to.height)];
  const wide: Line = { span: scaled(across, x), length: picture.width / x, to: to.width };
  const tall: Line = { span: scaled(down, y), length: picture.height / y, to: to.height };
  const less = averaged(picture, x, y);
  const [fewerRows, fewerColumns] = [picture.height - to.height, picture.width - to.width];
  return fewerRows > 0 && fewerRows > 2 * fewerColumns
    ? sideways(downwards(less, tall), wide)
    : downwards(sideways(less, wide), tall);
}

/** A line of pixels, of which the last may be less than a whole one, and how many its span becomes. */
interface Line {
  readonly span: Span;
  readonly length: number;
  readonly to: number;
}

/** Lanczos takes time for each pixel: of more than twice these for a new one, blocks are averaged first, which adds 1 of 255 at most. */
export const enough = 12;

const blockIn = ([from, end]: Span, to: number): number => Math.max(1, Math.floor((end - from) / to / enough));
const scaled = ([from, to]: Span, block: number): Span => [from / block, to / block];

function averaged({ data, height, width, channels }: Raster, across: number, down: number): Raster {
  if (across === 1 && down === 1) return { data, height, width, channels };
  const [rows, columns] = [Math.ceil(height / down), Math.ceil(width / across)];
  const row = columns * channels;
  const made = new Uint8ClampedArray(rows * row);
  const sums = new Uint32Array(row);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < channels; channel++)
      for (let column = 0, from = y * width * channels + channel; column < columns; column++) {
        const end = Math.min(across, width - column * across);
        let sum = 0;
        for (let x = 0; x < end; x++, from += channels) sum += data[from]!;
        sums[column * channels + channel]! += sum;
      }
    if ((y + 1) % down !== 0 && y + 1 < height) continue;
    const high = (y % down) + 1;
    for (let to = 0; to < row; to++) {
      const wide = Math.min(across, width - Math.floor(to / channels) * across);
      made[Math.floor(y / down) * row + to] = sums[to]! / (high * wide);
    }
    sums.fill(0);
  }
  return { data: made, height: rows, width: columns, channels };
}

function sideways({ data, height, width: from, channels }: Raster, line: Line): Raster {
  const width = line.to;
  if (isWhole(line)) return { data, height, width, channels };
  const taps = tapsOf(line);
  const made = new Uint8ClampedArray(height * width * channels);
  for (let y = 0, to = 0; y < height; y++)
    for (const { first, weights } of taps)
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        let at = (y * from + first) * channels + channel;
        for (let tap = 0; tap < weights.length; tap++, at += channels) sum += weights[tap]! * data[at]!;
        made[to++] = sum;
      }
  return { data: made, height, width, channels };
}

function downwards({ data, width, channels }: Raster, line: Line): Raster {
  const height = line.to;
  if (isWhole(line)) return { data, height, width, channels };
  const row = width * channels;
  const made = new Uint8ClampedArray(height * row);
  const sums = new Float64Array(row);
  for (const [y, { first, weights }] of tapsOf(line).entries()) {
    sums.fill(0);
    for (let tap = 0, at = first * row; tap < weights.length; tap++)
      for (let x = 0; x < row; x++) sums[x]! += weights[tap]! * data[at++]!;
    made.set(sums, y * row);
  }
  return { data: made, height, width, channels };
}

const isWhole = ({ span: [from, end], length, to }: Line): boolean => from === 0 && end === length && length === to;

/** What each new pixel of a line is made of: pixels from the first on, by their weights. */
function tapsOf({ span: [from, end], length, to }: Line): { first: number; weights: Float64Array }[] {
  const scale = (end - from) / to;
  const wide = Math.max(1, scale);
  return Array.from({ length: to }, (_, place) => {
    const centre = from + (place + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - 3 * wide + 0.5));
    const after = Math.min(Math.ceil(length), Math.floor(centre + 3 * wide + 0.5));
    const weights = Float64Array.from(
      { length: after - first },
      (_, tap) => lanczos((first + tap + 0.5 - centre) / wide) * Math.min(1, length - first - tap),
    );
    const sum = weights.reduce((a, b) => a + b);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos = (x: number): number => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);
