import { platform } from '#platform';
import { check } from '../base/check.js';
import { begun, ended } from '../base/file-ends.js';
import { checkDraw, type Draw } from '../core/samples.js';
import type { Bytes, Movie } from '../platform/platform.js';
import { fpsRule, type GridOptions, grid, gridRules } from './grid.js';
import { sameSize, writeRgba } from './rgba.js';

/** Options of `toMp4`. */
export interface Mp4Options extends GridOptions {
  /** Frames a second, from 0.002 to 240; 30 by default. */
  readonly fps?: number | undefined;
}

/** Checks the options now, and films draws for one subscription when called. */
export function filming(options: Mp4Options = {}) {
  const { fps, ...layout } = check('toMp4', options, { ...gridRules, fps: fpsRule(240, 30) });

  return () => {
    let movie: Movie | undefined;
    const checkSize = sameSize('toMp4');
    let over = false;
    return {
      async *next(draw: Draw): AsyncGenerator<Bytes, void, undefined> {
        checkDraw('toMp4', draw);
        const picture = grid('toMp4', draw, layout);
        const { width, height } = picture;
        checkSize(picture);
        movie ??= await platform.openMovie({ width: even(width), height: even(height), fps });
        if (over) return movie.discard();
        const pixels = new Uint8Array(4 * even(width) * even(height));
        writeRgba(picture, pixels, even(width));
        for (const bytes of await movie.add(pixels)) yield begun(bytes);
      },
      async *end(): AsyncGenerator<Bytes, void, undefined> {
        if (!movie) throw new Error('toMp4: the stream ended before its first draw');
        const last = await movie.end();
        for (const [i, bytes] of last.entries()) yield i === last.length - 1 ? ended(bytes) : begun(bytes);
      },
      /** Gives up what is not finished. */
      close(): void {
        over = true;
        void movie?.discard();
      },
    };
  };
}

/** Videos have colours for each two by two pixels. */
const even = (side: number): number => 2 * Math.ceil(side / 2);
