import type { Weighted } from './boxes.js';

/** With fewer cells than this, the colours of a picture lie so close together that they are told apart more finely. */
const few = 2 ** 12;

/** The colours of [red, green, blue] pixels: the mean of those that have the same upper bits, and how many pixels they are. */
export function histogram(pixels: Uint8Array): Weighted {
  const coarse = means(pixels, 5);
  return coarse.colours.length < few ? means(pixels, 6) : coarse;
}

function means(pixels: Uint8Array, bits: number): Weighted {
  const drop = 8 - bits;
  /** Where the sums of a cell are, counted from 1. */
  const places = new Uint32Array(2 ** (3 * bits));
  let cells = 0;
  for (let i = 0; i < pixels.length; i += 3) {
    const cell = ((((pixels[i]! >> drop) << bits) | (pixels[i + 1]! >> drop)) << bits) | (pixels[i + 2]! >> drop);
    if (places[cell] === 0) places[cell] = ++cells;
  }
  const sums = new Float64Array(3 * cells);
  const weights = new Float64Array(cells);
  for (let i = 0; i < pixels.length; i += 3) {
    const cell = ((((pixels[i]! >> drop) << bits) | (pixels[i + 1]! >> drop)) << bits) | (pixels[i + 2]! >> drop);
    const at = places[cell]! - 1;
    weights[at]!++;
    sums[3 * at]! += pixels[i]!;
    sums[3 * at + 1]! += pixels[i + 1]!;
    sums[3 * at + 2]! += pixels[i + 2]!;
  }
  const mean = (at: number, channel: number) => Math.round(sums[3 * at + channel]! / weights[at]!);
  return {
    colours: Uint32Array.from(weights, (_, at) => (mean(at, 0) << 16) | (mean(at, 1) << 8) | mean(at, 2)),
    weights,
  };
}
