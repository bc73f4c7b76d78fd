import { Palette } from './palette.js';

/** A palette of the colours that have come, as long as there are no more of them than places. */
export class ExactColours {
  readonly palette = new Palette();
  readonly #places = new Map<number, number>();

  /** Writes the places of [red, green, blue] pixels; false if there are more colours than places. */
  index(pixels: Uint8Array, indices: Uint8Array): boolean {
    let last = -1;
    let place = 0;
    for (let i = 0, at = 0; i < indices.length; i++, at += 3) {
      const colour = (pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!;
      if (colour !== last) {
        const known = this.#places.get(colour);
        if (known === undefined && this.palette.size === 256) return false;
        place = known ?? this.palette.add(colour);
        if (known === undefined) this.#places.set(colour, place);
        last = colour;
      }
      indices[i] = place;
    }
    return true;
  }
}
