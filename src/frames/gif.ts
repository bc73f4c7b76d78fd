import { check, checkKind, isA, oneOf, optional, type Rule, show, yesOrNo } from '../base/check.js';
import { begun, ended } from '../base/file-ends.js';
import type { Draw } from '../core/samples.js';
import type { Bytes } from '../platform/platform.js';
import type { GifFrame, GifWriter } from './gif-writer.js';
import { fpsRule, type GridOptions, grid, gridRules } from './grid.js';
import { OwnGif } from './own-gif.js';
import { PackagedGif } from './packaged-gif.js';
import { sameSize } from './rgba.js';

/** Options of `toGif`. */
export interface GifOptions extends GridOptions {
  /** Frames a second, from 0.002 to 50, beyond which viewers slow down; 15 by default. */
  readonly fps?: number | undefined;
  /** Starts again after the last frame; by default it does. */
  readonly loop?: boolean | undefined;
  /**
   * What chooses the colours and writes the file: 'kaleidoflow', the default, or 'gif-encoder-2', the package, on Node, with a
   * palette for each frame. Which is better at what is in the guide, under "Encoders".
   */
  readonly encoder?: 'kaleidoflow' | 'gif-encoder-2' | undefined;
  /** Of gif-encoder-2: how it chooses a palette; 'neuquant' by default. */
  readonly algorithm?: Algorithm | undefined;
  /** Of its 'neuquant': one of so many pixels is looked at, from 1, the best and slowest, to 30; 10 by default. */
  readonly quality?: number | undefined;
}

type Algorithm = 'neuquant' | 'octree';

const quality: Rule<number | undefined> = {
  types: ['number'],
  allowed: 'a whole number from 1 to 30',
  accepts: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 30,
  fallback: undefined,
};

const rules = {
  ...gridRules,
  fps: fpsRule(50, 15),
  loop: yesOrNo(true),
  encoder: oneOf<'kaleidoflow' | 'gif-encoder-2'>(['kaleidoflow', 'gif-encoder-2'], 'kaleidoflow'),
  algorithm: optional(oneOf<Algorithm>(['neuquant', 'octree'], 'neuquant')),
  quality,
};

interface GifStage<Chunks> {
  next(draw: Draw): Chunks;
  end(): Bytes[];
}

/** Encodes draws as the frames of one GIF, in chunks: a header, one for each frame, a trailer. */
export function gif(options?: GifOptions & { encoder?: 'kaleidoflow' }): () => GifStage<Bytes[]>;
/** The same where a package may have to be loaded first. */
export function gif(options?: GifOptions): () => GifStage<Bytes[] | AsyncGenerator<Bytes, void, undefined>>;
export function gif(options: GifOptions = {}) {
  const { fps: rate, loop, encoder, algorithm, quality, ...layout } = check('toGif', options, rules);
  const leftOut = (name: string, value: unknown, where: string) => {
    if (value !== undefined) throw new RangeError(`toGif: ${name} must be left out where ${where}, not ${show(value)}`);
  };
  if (encoder === 'kaleidoflow') {
    leftOut('algorithm', algorithm, "encoder is 'kaleidoflow'");
    leftOut('quality', quality, "encoder is 'kaleidoflow'");
  }
  if (algorithm === 'octree') leftOut('quality', quality, "algorithm is 'octree'");

  return () => {
    const checkSize = sameSize('toGif');
    let frames = 0;
    let writer: GifWriter | undefined = encoder === 'kaleidoflow' ? new OwnGif(loop) : undefined;

    function frameOf(draw: Draw): GifFrame {
      checkKind('toGif', 'a Draw', draw, isA('Float32Array', draw?.values));
      const picture = grid('toGif', draw, layout, { kind: 'GIF', side: largestSide });
      checkSize(picture);
      const delay = centiseconds(frames + 1, rate) - centiseconds(frames, rate);
      return { ...picture, delay, isFirst: frames++ === 0 };
    }

    const written = (by: GifWriter, frame: GifFrame): Bytes[] =>
      [...(frame.isFirst ? [by.begin()] : []), by.add(frame)].map(begun);

    async function* byPackage(frame: GifFrame): AsyncGenerator<Bytes, void, undefined> {
      writer ??= await PackagedGif.open(frame, { loop, algorithm, quality });
      yield* written(writer, frame);
    }

    return {
      next(draw: Draw): Bytes[] | AsyncGenerator<Bytes, void, undefined> {
        const frame = frameOf(draw);
        return encoder === 'kaleidoflow' ? written(writer!, frame) : byPackage(frame);
      },
      end(): Bytes[] {
        if (frames === 0) throw new Error('toGif: the stream ended before its first draw');
        return [ended(writer!.end())];
      },
    };
  };
}

const largestSide = 2 ** 16 - 1;

const centiseconds = (frame: number, fps: number): number => Math.round((100 * frame) / fps);
