import { ByteSink } from '../base/bytes.js';
import { check, checkKind, isA, yesOrNo } from '../base/check.js';
import { begun, ended } from '../base/file-ends.js';
import type { Draw } from '../core/samples.js';
import type { Bytes } from '../platform/platform.js';
import { fpsRule, type GridOptions, grid, gridRules } from './grid.js';
import { writeLzw } from './lzw.js';
import { type Indexed, SteadyColours, stays } from './steady-colours.js';

/** Options of `toGif`. */
export interface GifOptions extends GridOptions {
  /** Frames a second, from 0.002 to 50, beyond which viewers slow down; 15 by default. */
  readonly fps?: number | undefined;
  /** Starts again after the last frame; by default it does. */
  readonly loop?: boolean | undefined;
}

/** Encodes draws as the frames of one GIF, in chunks: a header, one for each frame, a trailer. */
export function gif(options: GifOptions = {}): () => { next(draw: Draw): Bytes[]; end(): Bytes[] } {
  const {
    fps: rate,
    loop,
    ...layout
  } = check('toGif', options, { ...gridRules, fps: fpsRule(50, 15), loop: yesOrNo(true) });
  return () => {
    const out = new ByteSink();
    let size = '';
    let frames = 0;
    let colours: SteadyColours | undefined;
    return {
      next(draw) {
        checkKind('toGif', 'a Draw', draw, isA('Float32Array', draw?.values));
        const picture = grid('toGif', draw, layout, { kind: 'GIF', side: largestSide });
        const { width, height, channels, pixels } = picture;
        const chunks: Bytes[] = [];
        if (frames === 0) {
          size = `${width} × ${height}`;
          out.text('GIF89a');
          chunks.push(begun(out.take()));
        }
        if (size !== `${width} × ${height}`)
          throw new RangeError(`toGif: every frame must be ${size} pixels as the first one, not ${width} × ${height}`);
        const delay = centiseconds(frames + 1, rate) - centiseconds(frames, rate);
        colours = channels === 1 ? undefined : (colours ?? new SteadyColours());
        const indexed = colours?.index(pixels) ?? grey(pixels);
        writeFrame(out, { ...indexed, width, height, delay, isFirst: frames === 0, loop });
        frames++;
        chunks.push(begun(out.take()));
        return chunks;
      },
      end() {
        if (frames === 0) throw new Error('toGif: the stream ended before its first draw');
        out.byte(trailer);
        return [ended(out.take())];
      },
    };
  };
}

const largestSide = 2 ** 16 - 1;

const centiseconds = (frame: number, fps: number): number => Math.round((100 * frame) / fps);

const greys = Uint8Array.from({ length: 3 * 256 }, (_, i) => i / 3);

/** Grey levels are places in a palette of greys already: nothing is searched for, and nothing lost. */
const grey = (pixels: Uint8Array): Indexed => ({ indices: pixels, palette: greys, someStay: false });

interface Frame extends Indexed {
  readonly width: number;
  readonly height: number;
  /** Hundredths of a second. */
  readonly delay: number;
  readonly isFirst: boolean;
  readonly loop: boolean;
}

const extension = 0x21;
const trailer = 0x3b;
/** A palette of 2 ** (7 + 1) colours, here. */
const hasPalette = 0x80 | 7;

/** A frame is drawn over the one before, */
const overTheLast = 1 << 2;
/** but not where it has a certain index. */
const hasTransparent = 1;

/** A frame as GIF89a has it; the first one's palette is that of the whole file. */
function writeFrame(out: ByteSink, { width, height, indices, palette, someStay, delay, isFirst, loop }: Frame): void {
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
