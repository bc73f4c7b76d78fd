import type GIFEncoder from 'gif-encoder-2';
import { loadPackage } from '../platform/load-package.js';
import type { Bytes } from '../platform/platform.js';
import type { GifFrame, GifWriter } from './gif-writer.js';
import { type Picture, rgba } from './rgba.js';

/** As `GifOptions` have them. */
interface PackagedGifOptions {
  readonly loop: boolean;
  readonly algorithm: 'neuquant' | 'octree' | undefined;
  readonly quality: number | undefined;
}

/** A GIF of gif-encoder-2's writing: each frame has the palette that it finds for it. */
export class PackagedGif implements GifWriter {
  readonly #encoder: GIFEncoder;

  private constructor(encoder: GIFEncoder) {
    this.#encoder = encoder;
  }

  static async open(
    { width, height }: Picture,
    { loop, algorithm, quality = 10 }: PackagedGifOptions,
  ): Promise<PackagedGif> {
    const { default: Encoder } = await loadPackage<typeof import('gif-encoder-2')>(
      'toGif',
      'gif-encoder-2',
      '1',
      'this encoder',
    );
    const encoder = new Encoder(width, height, algorithm);
    encoder.sample = quality;
    encoder.setRepeat(loop ? 0 : -1);
    return new PackagedGif(encoder);
  }

  begin(): Bytes {
    this.#encoder.start();
    return this.#taken();
  }

  add(frame: GifFrame): Bytes {
    this.#encoder.delay = frame.delay;
    this.#encoder.addFrame(rgba(frame));
    return this.#taken();
  }

  end(): Bytes {
    this.#encoder.finish();
    return this.#taken();
  }

  #taken(): Bytes {
    const taken = Uint8Array.from(this.#encoder.out.data);
    this.#encoder.out.data = [];
    return taken;
  }
}
