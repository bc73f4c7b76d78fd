/** Grey (one byte a pixel) or RGB (three), row after row from the top left. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** A picture's pixels as four bytes each, none of them transparent. */
export function rgba(picture: Picture): ReturnType<typeof Uint8ClampedArray.of> {
  const pixels = new Uint8ClampedArray(4 * picture.width * picture.height);
  writeRgba(picture, pixels);
  return pixels;
}

/** Refuses pictures that are not of the size of the first: a file has one for all its frames. */
export function sameSize(name: string): (picture: Picture) => void {
  let first: Picture | undefined;
  return (picture) => {
    first ??= picture;
    const [expected, found] = [first, picture].map(({ width, height }) => `${width} × ${height}`);
    if (found !== expected)
      throw new RangeError(`${name}: every frame must be ${expected} pixels as the first one, not ${found}`);
  };
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
