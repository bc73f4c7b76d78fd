import GIFEncoder from 'gif-encoder-2';
import { check, checkKind, type Rule, yesOrNo } from '../check.js';
import type { Draw } from '../samples.js';
import { type GridOptions, grid, gridRules } from './grid.js';

/** Options of `toGif`. */
export interface GifOptions extends GridOptions {
  /** Frames a second, at most 50, beyond which viewers slow down; 15 by default. */
  readonly fps?: number | undefined;
  /** Starts again after the last frame; by default it does. */
  readonly loop?: boolean | undefined;
}

const fps: Rule<number> = {
  allowed: 'a number above 0 and at most 50',
  accepts: (value) => typeof value === 'number' && value > 0 && value <= 50,
  fallback: 15,
};

/** Encodes draws as the frames of one GIF, in chunks: a header, one for each frame, a trailer. */
export function gif(options: GifOptions = {}): () => { frame(draw: Draw): Uint8Array[]; end(): Uint8Array[] } {
  const { fps: rate, loop, ...layout } = check('toGif', options, { ...gridRules, fps, loop: yesOrNo(true) });
  return () => {
    let encoder: GIFEncoder | undefined;
    let size = '';
    let frames = 0;
    return {
      frame(draw) {
        checkKind('toGif', 'a Draw', draw, draw?.values instanceof Float32Array);
        const { width, height, channels, pixels } = grid(draw, layout);
        const chunks: Uint8Array[] = [];
        if (!encoder) {
          encoder = channels === 1 ? new GreyEncoder(width, height) : new GIFEncoder(width, height);
          encoder.setRepeat(loop ? 0 : -1);
          size = `${width} × ${height}`;
          encoder.start();
          chunks.push(take(encoder));
        }
        if (size !== `${width} × ${height}`)
          throw new RangeError(`toGif: every frame must be ${size} pixels as the first one, not ${width} × ${height}`);
        encoder.delay = centiseconds(frames + 1, rate) - centiseconds(frames, rate);
        encoder.addFrame(channels === 1 ? pixels : withAlpha(pixels));
        frames++;
        chunks.push(take(encoder));
        return chunks;
      },
      end() {
        if (!encoder) throw new Error('toGif: the stream ended before its first draw');
        encoder.finish();
        return [take(encoder)];
      },
    };
  };
}

const centiseconds = (frame: number, fps: number): number => Math.round((100 * frame) / fps);

const greys = Uint8Array.from({ length: 3 * 256 }, (_, i) => i / 3);

/** Pixels that are grey levels already need no search for a palette: faster by far, and nothing is lost. */
class GreyEncoder extends GIFEncoder {
  override analyzePixels(): void {
    this.indexedPixels = this.image;
    this.colorTab = greys;
    this.colorDepth = 8;
  }
}

function withAlpha(rgb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) rgba.set(rgb.subarray(from, from + 3), to);
  return rgba;
}

function take(encoder: GIFEncoder): Uint8Array {
  const bytes = Uint8Array.from(encoder.out.data);
  encoder.out.data = [];
  return bytes;
}
