/** At most 256 colours, each with a place that stays its own. */
export class Palette {
  /** 256 × [red, green, blue], as a GIF has them. */
  readonly bytes = new Uint8Array(3 * 256);
  #size = 0;

  /** The places from here on are free. */
  get size(): number {
    return this.#size;
  }

  /** Gives a colour, 0xRRGGBB, the first free place. */
  add(colour: number): number {
    this.bytes[3 * this.#size] = colour >> 16;
    this.bytes[3 * this.#size + 1] = colour >> 8;
    this.bytes[3 * this.#size + 2] = colour;
    return this.#size++;
  }

  /** The colour at a place. */
  at(place: number): number {
    return (this.bytes[3 * place]! << 16) | (this.bytes[3 * place + 1]! << 8) | this.bytes[3 * place + 2]!;
  }
}
