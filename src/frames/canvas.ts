import { platform } from '#platform';
import { check, checkKind, isObject, optional } from '../base/check.js';
import { checkDraw, type Draw } from '../core/samples.js';
import { fpsRule, type GridOptions, grid, gridRules } from './grid.js';
import { writeRgba } from './rgba.js';

/** What `toCanvas` paints on: a canvas of a page or a worker, or what is like it. */
export interface Canvas {
  /** Pixels across; set to those of a draw. */
  width: number;
  /** Pixels down; set to those of a draw. */
  height: number;
  /** What is painted with; null where the canvas is used otherwise already. */
  getContext(kind: '2d'): CanvasContext | null;
}

/** What is used of a canvas's context. */
export interface CanvasContext {
  /** Pixels to write into. */
  createImageData(width: number, height: number): CanvasImage;
  /** Puts them on the canvas. */
  putImageData(image: CanvasImage, x: number, y: number): void;
}

/** Pixels of a canvas. */
export interface CanvasImage {
  /** Red, green, blue and alpha of each pixel, row after row. */
  readonly data: Uint8ClampedArray;
}

/** Options of `toCanvas`. */
export interface CanvasOptions extends GridOptions {
  /** Draws a second, at most, from 0.002 to 1000; by default as many as the screen shows frames. */
  readonly fps?: number | undefined;
}

/** Checks the canvas and the options now, and paints one draw after the other; the signal says that nobody waits any more. */
export function painting(canvas: Canvas, options: CanvasOptions = {}) {
  checkKind('toCanvas', 'a canvas', canvas, isObject(canvas) && typeof canvas.getContext === 'function');
  const { fps, ...layout } = check('toCanvas', options, { ...gridRules, fps: optional(fpsRule(1000, 1)) });

  return (signal: AbortSignal) => {
    let image: CanvasImage | undefined;
    let context: CanvasContext | null = null;
    let due = 0;
    return {
      async *next<D extends Draw>(draw: D): AsyncGenerator<D, void, undefined> {
        checkDraw('toCanvas', draw);
        const picture = grid('toCanvas', draw, layout, { kind: 'canvas', side: 65_535 });
        const { width, height } = picture;
        if (!image || canvas.width !== width || canvas.height !== height) {
          canvas.width = width;
          canvas.height = height;
          context = canvas.getContext('2d');
          if (!context) throw new Error('toCanvas: the canvas has no 2d context; it may be used for another already');
          image = context.createImageData(width, height);
        }
        writeRgba(picture, image.data);
        for (;;) {
          const now = await platform.frame(signal);
          if (signal.aborted) return;
          // A frame that is not quite due is nearer to its time than the next one.
          if (now >= due - halfAFrame) {
            due = fps === undefined ? 0 : Math.max(due, now - 1000 / fps) + 1000 / fps;
            break;
          }
        }
        context!.putImageData(image, 0, 0);
        yield draw;
      },
    };
  };
}

/** In milliseconds, of a screen of 60 a second. */
const halfAFrame = 8;
