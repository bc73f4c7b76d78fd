import type { Palette } from './palette.js';

/** No channel of a colour is shown further off than this. */
const farthest = 32;
/** A colour that would be shown further off than this gets a place of its own, if there is one. */
const near = 8;
/** Places that colours may have: the last one means that a pixel stays as it is. */
const places = 255;

/**
 * The first colours of every palette. The middles of 4 × 4 × 4 equal parts of the cube, from which nothing is further than
 * `farthest`; and its corners, where values end that are clipped.
 */
export const everyPalette: readonly number[] = [
  ...Array.from({ length: 64 }, (_, part) => colourOf((channel) => ((part >> (2 * channel)) & 3) * 64 + 32)),
  ...Array.from({ length: 8 }, (_, corner) => colourOf((channel) => ((corner >> channel) & 1) * 255)),
];

function colourOf(value: (channel: number) => number): number {
  return (value(2) << 16) | (value(1) << 8) | value(0);
}

/** Cells of 4 × 4 × 4 colours, which are shown as the same one. */
const cells = 2 ** 18;
/** From the first colour of a cell to its middle, in each channel. */
const toMiddle = 1.5;
const unknown = 0xff;

/** Blocks of 8 × 8 × 8 cells, which share a list of the colours that can be the nearest ones. */
const blocks = 2 ** 9;
const blockSide = 32;

/** Finds the nearest colour of a palette that begins with `everyPalette`. What it has found is kept, so each colour stays where it is. */
export class NearestColour {
  readonly palette: Palette;
  readonly #known = new Uint8Array(cells).fill(unknown);
  readonly #candidates = Array<Uint8Array | undefined>(blocks);

  constructor(palette: Palette) {
    this.palette = palette;
  }

  /** The place of the colour that stands for this one. */
  place(red: number, green: number, blue: number): number {
    const cell = ((red & 0xfc) << 10) | ((green & 0xfc) << 4) | (blue >> 2);
    const known = this.#known[cell]!;
    if (known !== unknown) return known;
    const found = this.#find(red, green, blue);
    this.#known[cell] = found;
    return found;
  }

  #find(red: number, green: number, blue: number): number {
    const [r, g, b] = [(red & 0xfc) + toMiddle, (green & 0xfc) + toMiddle, (blue & 0xfc) + toMiddle];
    const { bytes, size } = this.palette;
    const candidates = this.#near(r, g, b);
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < candidates.length; i++) {
      const at = 3 * candidates[i]!;
      const distance = (r - bytes[at]!) ** 2 + (g - bytes[at + 1]!) ** 2 + (b - bytes[at + 2]!) ** 2;
      if (distance >= least) continue;
      least = distance;
      best = candidates[i]!;
    }
    const off = Math.max(
      Math.abs(r - bytes[3 * best]!),
      Math.abs(g - bytes[3 * best + 1]!),
      Math.abs(b - bytes[3 * best + 2]!),
    );
    if (off > near && size < places) {
      this.#candidates.fill(undefined);
      return this.palette.add((red << 16) | (green << 8) | blue);
    }
    // Near in all channels together may be far in one of them. The middle of the part is not.
    return off + toMiddle > farthest ? ((red >> 6) << 4) | ((green >> 6) << 2) | (blue >> 6) : best;
  }

  /** The places of colours that can be the nearest ones anywhere in the block around a colour. */
  #near(red: number, green: number, blue: number): Uint8Array {
    const block = ((red >> 5) << 6) | ((green >> 5) << 3) | (blue >> 5);
    const known = this.#candidates[block];
    if (known) return known;
    const { bytes, size } = this.palette;
    const lows = [red, green, blue].map((value) => (value >> 5) * blockSide);
    /** Of each colour, the squared distance to the nearest corner, edge or side of the block, or 0 inside of it. */
    const nearest = new Float64Array(size);
    /** Wherever in the block: some colour is not further than this. */
    let reach = Number.POSITIVE_INFINITY;
    for (let place = 0; place < size; place++) {
      let furthest = 0;
      for (let channel = 0; channel < 3; channel++) {
        const low = lows[channel]! - bytes[3 * place + channel]!;
        const high = low + blockSide - 1;
        nearest[place]! += Math.max(low, -high, 0) ** 2;
        furthest += Math.max(-low, high) ** 2;
      }
      reach = Math.min(reach, furthest);
    }
    const candidates = Uint8Array.from(nearest.keys()).filter((place) => nearest[place]! <= reach);
    this.#candidates[block] = candidates;
    return candidates;
  }
}
