import { boxes, type Weighted } from './boxes.js';
import { ExactColours } from './exact-colours.js';
import { histogram } from './histogram.js';
import { everyPalette, NearestColour } from './nearest-colour.js';
import { Palette } from './palette.js';

/** The index of a pixel that stays as it is: nothing is drawn over it. */
export const stays = 255;

/** A frame's pixels as places in a palette of 256 × [red, green, blue]. */
export interface Indexed {
  readonly indices: Uint8Array;
  readonly palette: Uint8Array;
  /** Whether some pixels stay as they are. */
  readonly someStay: boolean;
}

/** A palette is replaced by one with less than this share of its squared error. */
const better = 0.8;
/** But not where it is as good as this: the mean squared distance, in all channels together. */
const good = 27;
/** Another palette is tried after one frame, then after longer and longer, at last every so many frames. */
const longestPause = 8;

/**
 * One palette for a stream of frames. It holds their colours exactly as long as there are at most 256, then those that suit the
 * first frame with more; and it is chosen again when the frames have become others, as they do on the way from noise to
 * pictures. Whatever becomes of the palette, a pixel whose value is that of the frame before looks as it did.
 */
export class SteadyColours {
  readonly #exact = new ExactColours();
  #nearest: NearestColour | undefined;
  /** The frame before. */
  #pixels: Uint8Array = new Uint8Array(0);
  #indices = new Uint8Array(0);
  #pause = 1;
  #framesToTry = 1;

  /** @param pixels [red, green, blue] after one another, which must not be changed before the next call. */
  index(pixels: Uint8Array): Indexed {
    const indices = new Uint8Array(pixels.length / 3);
    let someStay = false;
    if (this.#nearest || !this.#exact.index(pixels, indices)) {
      const nearest = this.#suited(pixels);
      someStay = this.#drawn(nearest, pixels, indices);
    }
    this.#pixels = pixels;
    this.#indices = indices;
    return { indices, palette: (this.#nearest ?? this.#exact).palette.bytes, someStay };
  }

  /** The palette as it is, or another one that suits these pixels much better. */
  #suited(pixels: Uint8Array): NearestColour {
    const now = this.#nearest;
    if (now && --this.#framesToTry > 0) return now;
    const seen = histogram(pixels);
    const { chosen, error } = boxes(seen, stays - everyPalette.length);
    const errorNow = now ? errorOf(now, seen) : Number.POSITIVE_INFINITY;
    if (now) this.#pause = Math.min(longestPause, Math.ceil(1.5 * this.#pause));
    this.#framesToTry = this.#pause;
    const isBetter = error < better * errorNow && errorNow > (good * pixels.length) / 3;
    return now && !isBetter ? now : this.#replace(chosen);
  }

  /** Puts colours into the palette, those that it has at their places, and lets pixels stay whose colour has gone. */
  #replace(chosen: readonly number[]): NearestColour {
    const before = (this.#nearest ?? this.#exact).palette;
    const palette = new Palette();
    for (const colour of everyPalette) palette.add(colour);
    const fresh = new Set(chosen);
    for (const colour of everyPalette) fresh.delete(colour);
    const end = palette.size + fresh.size;
    const kept = new Map<number, number>();
    for (let place = palette.size; place < Math.min(end, before.size); place++)
      if (fresh.delete(before.at(place))) kept.set(place, before.at(place));
    const others = fresh.values();
    while (palette.size < end) palette.add(kept.get(palette.size) ?? others.next().value!);

    const hasGone = (place: number) => place >= Math.min(end, before.size) || before.at(place) !== palette.at(place);
    const gone = Uint8Array.from({ length: 256 }, (_, place) => Number(hasGone(place)));
    for (let i = 0; i < this.#indices.length; i++) if (gone[this.#indices[i]!]) this.#indices[i] = stays;
    this.#nearest = new NearestColour(palette);
    return this.#nearest;
  }

  #drawn(nearest: NearestColour, pixels: Uint8Array, indices: Uint8Array): boolean {
    const before = this.#pixels;
    let someStay = false;
    for (let i = 0, at = 0; i < indices.length; i++, at += 3) {
      const red = pixels[at]!;
      const green = pixels[at + 1]!;
      const blue = pixels[at + 2]!;
      if (red === before[at] && green === before[at + 1] && blue === before[at + 2]) {
        const index = this.#indices[i]!;
        indices[i] = index;
        if (index === stays) someStay = true;
      } else indices[i] = nearest.place(red, green, blue);
    }
    return someStay;
  }
}

/** Squared distances of colours to those that stand for them, by weight. */
function errorOf(nearest: NearestColour, { colours, weights }: Weighted): number {
  let sum = 0;
  colours.forEach((colour, i) => {
    const [red, green, blue] = [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
    const shown = nearest.palette.at(nearest.place(red, green, blue));
    sum +=
      weights[i]! * ((red - (shown >> 16)) ** 2 + (green - ((shown >> 8) & 0xff)) ** 2 + (blue - (shown & 0xff)) ** 2);
  });
  return sum;
}
