import { ByteSink } from '../base/bytes.js';
import type { Bytes } from '../platform/platform.js';
import type { GifFrame, GifWriter } from './gif-writer.js';
import { writeLzw } from './lzw.js';
import { type Indexed, SteadyColours, stays } from './steady-colours.js';

/** A GIF of this library's own writing: exact greys, and colours that hold still. */
export class OwnGif implements GifWriter {
  readonly #out = new ByteSink();
  readonly #loop: boolean;
  #colours: SteadyColours | undefined;

  constructor(loop: boolean) {
    this.#loop = loop;
  }

  begin(): Bytes {
    this.#out.text('GIF89a');
    return this.#out.take();
  }

  add(frame: GifFrame): Bytes {
    this.#colours = frame.channels === 1 ? undefined : (this.#colours ?? new SteadyColours());
    writeFrame(this.#out, frame, this.#colours?.index(frame.pixels) ?? grey(frame.pixels), this.#loop);
    return this.#out.take();
  }

  end(): Bytes {
    this.#out.byte(trailer);
    return this.#out.take();
  }
}

const greys = Uint8Array.from({ length: 3 * 256 }, (_, i) => i / 3);

/** Grey levels are places in a palette of greys already: nothing is searched for, and nothing lost. */
const grey = (pixels: Uint8Array): Indexed => ({ indices: pixels, palette: greys, someStay: false });

const extension = 0x21;
const trailer = 0x3b;
/** A palette of 2 ** (7 + 1) colours, here. */
const hasPalette = 0x80 | 7;

/** A frame is drawn over the one before, */
const overTheLast = 1 << 2;
/** but not where it has a certain index. */
const hasTransparent = 1;

/** A frame as GIF89a has it; the first one's palette is that of the whole file. */
function writeFrame(
  out: ByteSink,
  { width, height, delay, isFirst }: GifFrame,
  { indices, palette, someStay }: Indexed,
  loop: boolean,
): void {
  if (isFirst) {
    out.short(width);
    out.short(height);
    out.byte(hasPalette | 0x70); // and 8 bits for each of its channels
    out.short(0); // the first colour is the background, and pixels are square
    out.bytes(palette);
    if (loop) {
      out.bytes(Uint8Array.of(extension, 0xff, 11));
      out.text('NETSCAPE2.0');
      out.bytes(Uint8Array.of(3, 1, 0, 0, 0)); // for ever
    }
  }
  out.bytes(Uint8Array.of(extension, 0xf9, 4, someStay ? overTheLast | hasTransparent : 0));
  out.short(delay);
  out.byte(someStay ? stays : 0);
  out.byte(0);
  out.byte(0x2c);
  out.short(0);
  out.short(0);
  out.short(width);
  out.short(height);
  out.byte(isFirst ? 0 : hasPalette);
  if (!isFirst) out.bytes(palette);
  writeLzw(indices, out);
}
