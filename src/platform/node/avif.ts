import type { Raster } from '../platform.js';

/** An AVIF of which light and colours can be had apart: sharp's decoder repeats the colours of 4:2:0, and others interpolate them. */
export interface Planes {
  /** The file, saying that its light is green, and its colours are blue and red: they are decoded as they are. */
  readonly file: Uint8Array;
  /** Makes red, green and blue of what is decoded. */
  coloured(planes: Raster): Raster;
}

/** By the matrix that a file names, BT.709 or BT.601: red of its colour, blue of its, and green of both. */
const [bt709, bt601] = [
  [1.5748, 1.8556, 0.4681, 0.1873],
  [1.402, 1.772, 0.7141, 0.3441],
] as const;
const matrices: Readonly<Record<number, readonly number[]>> = { 1: bt709, 2: bt601, 5: bt601, 6: bt601 };

/** How the colours are kept, in av1C: bits of which all are 0 in 8 bits of 4:4:4. */
const [isGrey, isDeep, isHalvedAcross, isHalvedDown] = [0x10, 0x40, 0x08, 0x04];
const isHalved = isHalvedAcross | isHalvedDown;

/** Undefined where the file does not say by an `nclx` how its colours are kept, or in another way than 8 bits of 4:4:4 or 4:2:0. */
export function planesIn(file: Uint8Array, { height, width }: { height: number; width: number }): Planes | undefined {
  const properties = [...boxesIn(file, 'meta', 'iprp', 'ipco')];
  const named = (...names: string[]) => properties.flatMap(({ name, data }) => (names.includes(name) ? [data] : []));
  const kinds = named('av1C').map((data) => data[2]! & (isGrey | isDeep | isHalved));
  const [kind, other] = new Set(kinds.filter((kind) => !(kind & isGrey)));
  const [said, another] = named('colr').filter((data) => textAt(data, 0) === 'nclx');
  const matrix = matrices[said?.[9] ?? -1];
  if ((kind !== 0 && kind !== isHalved) || other !== undefined || !matrix || another || said!.length < 11)
    return undefined;
  // Of what is cut, or turned from an odd side, nobody knows where pairs of pixels begin.
  if (kind && named('clap', ...((height | width) & 1 ? ['irot', 'imir'] : [])).length > 0) return undefined;
  const plain = new Uint8Array(file);
  plain.set([0, 0, 0x80], said!.byteOffset - file.byteOffset + 8);
  const isFull = (said![10]! & 0x80) !== 0;
  return { file: plain, coloured: (planes) => coloured(planes, kind ? between(planes) : as(planes), matrix, isFull) };
}

/** The byte of a channel, at a place. */
type Colours = (channel: number, y: number, x: number) => number;

const as =
  ({ data, width, channels }: Raster): Colours =>
  (channel, y, x) =>
    data[(y * width + x) * channels + channel]!;

/** Nine parts of a pair's colour, three of those beside and above or below it, and one of the next; in the last column its own. */
function between(planes: Raster): Colours {
  const { height, width } = planes;
  const at = as(planes);
  const next = (place: number, length: number) =>
    Math.max(0, Math.min((length - 1) & ~1, place & 1 ? place + 1 : place - 2));
  return (channel, y, x) => {
    const [row, column] = [y & ~1, x & ~1];
    const [below, beside] = [next(y, height), x === width - 1 ? column : next(x, width)];
    const nearer = 3 * at(channel, row, column) + at(channel, row, beside);
    return (3 * nearer + 3 * at(channel, below, column) + at(channel, below, beside) + 8) >> 4;
  };
}

/** In 64ths, and at most two of a colour, as libyuv has it, and by it libavif and browsers. */
function coloured(planes: Raster, colours: Colours, matrix: readonly number[], isFull: boolean): Raster {
  const { data, height, width, channels } = planes;
  const [light, spread, black] = isFull ? [64, 64, 0] : [(64 * 255) / 219, (64 * 255) / 224, 16];
  const [red, blue, greenOfRed, greenOfBlue] = matrix.map((part) => Math.min(128, Math.round(part * spread)));
  const made = new Uint8ClampedArray(data);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += channels) {
      const [r, b] = [colours(0, y, x) - 128, colours(2, y, x) - 128];
      const g = light * (data[at + 1]! - black) + 32;
      made[at] = (g + red! * r) >> 6;
      made[at + 1] = (g - greenOfRed! * r - greenOfBlue! * b) >> 6;
      made[at + 2] = (g + blue! * b) >> 6;
    }
  return { data: made, height, width, channels };
}

interface Box {
  readonly name: string;
  readonly data: Uint8Array;
}

/** The boxes in the first box of a name, in that of the next name in it, and so on. */
function* boxesIn(file: Uint8Array, name?: string, ...names: string[]): Generator<Box> {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let at = 0, length = 0; at + 8 <= file.length; at += length) {
    length = view.getUint32(at);
    if (length < 8) return;
    const box = { name: textAt(file, at + 4), data: file.subarray(at + 8, at + length) };
    if (name === undefined) yield box;
    // In meta, a version is before them.
    else if (box.name === name) return yield* boxesIn(box.data.subarray(name === 'meta' ? 4 : 0), ...names);
  }
}

const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
