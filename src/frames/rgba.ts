/** Grey (one byte a pixel) or RGB (three), row after row from the top left. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Writes a picture's pixels as four bytes each, none of them transparent, into lines of so many pixels. */
export function writeRgba(
  { width, height, channels, pixels }: Picture,
  out: Uint8Array | Uint8ClampedArray,
  across = width,
) {
  let from = 0;
  for (let row = 0; row < height; row++)
    for (let to = 4 * row * across, end = to + 4 * width; to < end; to += 4, from += channels) {
      out[to] = pixels[from]!;
      out[to + 1] = channels === 1 ? pixels[from]! : pixels[from + 1]!;
      out[to + 2] = channels === 1 ? pixels[from]! : pixels[from + 2]!;
      out[to + 3] = 255;
    }
}
