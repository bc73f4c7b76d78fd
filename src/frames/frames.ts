import { check, checkKind, isA } from '../base/check.js';
import type { Draw, Samples } from '../core/samples.js';
import { fpsRule, type GridOptions, grid, gridRules } from './grid.js';
import { rgba } from './rgba.js';

/** Options of `toFrames`. */
export interface FrameOptions extends GridOptions {
  /** Frames a second, from 0.002 to 1000; 15 by default. It decides nothing but `delay`. */
  readonly fps?: number | undefined;
}

/** A draw, or samples, as an encoder or a canvas takes it. Plain data, and yours. */
export interface Frame {
  /** Red, green, blue and alpha of each pixel, a byte each, row after row from the top left. None is transparent. */
  readonly data: ReturnType<typeof Uint8ClampedArray.of>;
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;
  /** Milliseconds until the next frame, 1000 / fps. */
  readonly delay: number;
  /** The step of the draw; samples have none. */
  readonly step?: number;
}

/** Checks the options now, and makes a frame of each draw. */
export function frames(options: FrameOptions = {}): (samples: Samples | Draw) => Frame {
  const { fps, ...layout } = check('toFrames', options, { ...gridRules, fps: fpsRule(1000, 15) });
  return (samples) => {
    checkKind('toFrames', 'Samples', samples, isA('Float32Array', samples?.values));
    const picture = grid('toFrames', samples, layout);
    const { width, height } = picture;
    return { data: rgba(picture), width, height, delay: 1000 / fps, ...('step' in samples && { step: samples.step }) };
  };
}
