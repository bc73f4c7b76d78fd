import type { Raster } from '../platform.js';

/** An AVIF whose light and colours can be had apart: sharp's decoder repeats the colours of 4:2:0, and others interpolate them. */
export interface Planes {
  /** The file, saying that its light is green and its colours are blue and red: so they are decoded as they are. */
  readonly file: Uint8Array;
  /** What is decoded of it, in red, green and blue; alpha stays. */
  coloured(planes: Raster): Raster;
}

/** What red and blue are of their colours, and green of both, by the matrix that a file names: BT.709 or BT.601. */
const matrices: Readonly<Record<number, readonly [red: number, blue: number, greenOfRed: number, greenOfBlue: number]>> = {
  1: [1.5748, 1.8556, 0.4681, 0.1873],
  ...Object.fromEntries([2, 5, 6].map((matrix) => [matrix, [1.402, 1.772, 0.7141, 0.3441]])),
};

/** Undefined where the file does not say how its colours are kept, or in another way. */
export function planesIn(file: Uint8Array): Planes | undefined {
  const properties = [...boxesIn(file, 'meta', 'iprp', 'ipco')];
  const named = (name: string) => properties.filter((box) => box.name === name).map(({ data }) => data);
  const colours = named('av1C').filter((data) => (data[2]! & 0x10) === 0);
  const kept = new Set(colours.map((data) => data[2]! & 0xc));
  const said = named('colr').filter((data) => textAt(data, 0) === 'nclx');
  const matrix = matrices[said[0]?.[9] ?? -1];
  if (!matrix || said.length !== 1 || kept.size !== 1) return undefined;
  const isHalved = kept.has(0xc);
  // What is cut or turned may begin within a pair of pixels.
  if (kept.has(8) || (isHalved && (named('clap').length > 0 || named('irot').length + named('imir').length > 0)))
    return undefined;
  const copy = Uint8Array.from(file);
  const at = said[0]!.byteOffset - file.byteOffset;
  copy.set([0, 0, 0x80], at + 8);
  const isFull = (said[0]![10]! & 0x80) !== 0;
  return { file: copy, coloured: (planes) => coloured(planes, matrix, isFull, isHalved) };
}

/** In 64ths, and at most two of a colour, as libyuv has it, and by it libavif and browsers. */
function coloured(planes: Raster, matrix: readonly number[], isFull: boolean, isHalved: boolean): Raster {
  const { data, height, width, channels } = planes;
  const made = Uint8ClampedArray.from(data);
  const [light, spread, black] = isFull ? [64, 64, 0] : [(64 * 255) / 219, (64 * 255) / 224, 16];
  const [red, blue, greenOfRed, greenOfBlue] = matrix.map((part) => Math.min(128, Math.round(part * spread)));
  /** Three parts of the nearest two in each direction, and one of the next, where every second pixel has a colour. */
  const between = (near: number, beside: number, below: number, across: number) =>
    (9 * data[near]! + 3 * data[beside]! + 3 * data[below]! + data[across]! + 8) >> 4;
  const next = (place: number, length: number) =>
    Math.min(2 * Math.floor((length - 1) / 2), Math.max(0, place % 2 === 0 ? place - 2 : place + 1));
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += channels) {
      let [r, b] = [data[at]!, data[at + 2]!];
      if (isHalved) {
        const [row, otherRow] = [(y - (y % 2)) * width, next(y, height) * width];
        const column = x - (x % 2);
        // The last keeps its own.
        const other = x === width - 1 ? column : next(x, width);
        const near = (row + column) * channels;
        const [beside, below, across] = [row + other, otherRow + column, otherRow + other].map((at) => at * channels);
        r = between(near, beside!, below!, across!);
        b = between(near + 2, beside! + 2, below! + 2, across! + 2);
      }
      const g = light * (data[at + 1]! - black) + 32;
      [r, b] = [r - 128, b - 128];
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
    // After its name, meta has a version.
    else if (box.name === name) return yield* boxesIn(box.data.subarray(name === 'meta' ? 4 : 0), ...names);
  }
}

const textAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
