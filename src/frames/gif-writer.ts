import type { Bytes } from '../platform/platform.js';
import type { Picture } from './rgba.js';

/** A picture, and how long it is shown. */
export interface GifFrame extends Picture {
  /** Hundredths of a second. */
  readonly delay: number;
  readonly isFirst: boolean;
}

/** What writes one GIF. Each call returns the bytes that are ready. */
export interface GifWriter {
  begin(): Bytes;
  add(frame: GifFrame): Bytes;
  end(): Bytes;
}
