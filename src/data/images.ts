import { platform } from '#platform';
import type { Frame, Pictures } from '../platform/platform.js';
import { check, checkValue, oneOf, positive, type Rule, show, sources, whole } from '../values/check.js';
import { legible } from '../values/json.js';
import { type Range, rangeRule, type Samples, sizeOf } from '../values/samples.js';
import { findPictures } from './picture-files.js';
import { scaleOf } from './scale.js';
import { sideBySide } from './side-by-side.js';
import { nameOf, read, type Source } from './source.js';

/** Options of `fromImages`. */
export interface ImagesOptions {
  /**
   * The size of all samples in pixels: a side of squares, or [height, width]. It may be left out where all pictures have one
   * size, which is then theirs.
   */
  readonly size?: number | readonly [height: number, width: number] | undefined;
  /** 3 for red, green and blue, the default, or 1 for grey. */
  readonly channels?: 1 | 3 | undefined;
  /** Black and white, or none and all of a colour: [-1, 1] by default, or [0, 1]. */
  readonly range?: Range | undefined;
  /** How many pictures, the first ones; all by default. */
  readonly count?: number | undefined;
  /**
   * What becomes of a picture of other proportions: 'contain', the default, keeps all of it and puts background beside it;
   * 'cover' fills the frame and cuts off the rest, half at each side; 'fill' stretches it.
   */
  readonly fit?: 'contain' | 'cover' | 'fill' | undefined;
  /**
   * The colour beside a picture, and behind one that is transparent: 'black', which is the low end of the range and the
   * default, 'white', or '#rrggbb'.
   */
  readonly background?: string | undefined;
  /** The most bytes that the values may take, four for each; 2e9 by default. */
  readonly memory?: number | undefined;
  /** Called whenever a picture has been read. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How far reading has come, in pictures. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

const colours: Readonly<Record<string, string>> = { black: '#000000', white: '#ffffff' };
const isSide = whole(1, 1).accepts;

const rules = {
  size: {
    types: ['number', 'array'],
    allowed: 'a whole number of at least 1, or [height, width] of such',
    accepts: (value) => isSide(value) || (Array.isArray(value) && value.length === 2 && value.every(isSide)),
    fallback: undefined,
  } as Rule<ImagesOptions['size']>,
  channels: oneOf<1 | 3>([1, 3], 3),
  range: rangeRule([-1, 1]),
  count: whole<number | undefined>(1, undefined),
  fit: oneOf(['contain', 'cover', 'fill'], 'contain'),
  background: {
    types: ['string'],
    allowed: "'black', 'white' or '#rrggbb'",
    accepts: (value) => typeof value === 'string' && (Object.hasOwn(colours, value) || /^#[0-9a-f]{6}$/i.test(value)),
    fallback: 'black',
  } as Rule<string>,
  memory: positive(2e9),
  onProgress: {
    types: ['function'],
    allowed: 'a function',
    accepts: (value) => typeof value === 'function',
    fallback: () => {},
  } as Rule<(progress: Progress) => void>,
};

const pathRule = sources('a folder, a glob, the path of a file, a Blob, or a list of paths of files and Blobs');

/** Files that are read and decoded at one time. */
const atOnce = 8;
/** A file of a picture with more bytes is refused. */
const mostBytes = 2 ** 28;

type Size = readonly [height: number, width: number];

/** Checks the options now, and reads pictures when read itself. */
export function images(path: Source | readonly Source[], options: ImagesOptions = {}) {
  checkValue('fromImages: path', path, pathRule);
  const { size, count, range, memory, onProgress, ...look } = check('fromImages', options, rules);
  const background = colours[look.background] ?? look.background;

  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    const { files, labels, labelNames } = await findPictures(path, signal);
    if (signal?.aborted) return;
    if (files.length < (count ?? 1))
      throw new RangeError(
        `fromImages: count must be at most the ${files.length} pictures there are, not ${show(count)}`,
      );
    const total = count ?? files.length;
    const given: Size | undefined = typeof size === 'number' ? [size, size] : size;
    if (given) checkRoom(total, [...given, look.channels], memory);
    const pictures = await openPictures();
    const [height, width] = given ?? (await decoded(files[0]!, signal, (file) => sidesOf(pictures, file)));
    const shape = [height, width, look.channels];
    checkRoom(total, shape, memory);

    const frame: Frame = { ...look, height, width, background };
    const wide = height * width * look.channels;
    const values = new Float32Array(total * wide);
    const scale = scaleOf(range);
    let done = 0;
    const add = async (index: number) => {
      const pixels = await decoded(files[index]!, signal, async (file) => {
        if (!given) await checkSize(pictures, file, frame, nameOf(files[0]!));
        return pictures.decode(file, frame);
      });
      if (signal?.aborted) return;
      for (let i = 0, at = index * wide; i < wide; i++, at++) values[at] = scale[pixels[i]!]!;
      onProgress({ done: ++done, total });
    };
    await sideBySide(total, atOnce, add, signal);
    if (signal?.aborted) return;
    yield legible({
      values,
      count: total,
      shape,
      range,
      ...(labels && { labels: labels.subarray(0, total) }),
      ...(labelNames && { labelNames }),
    });
  };
}

async function openPictures(): Promise<Pictures> {
  try {
    return await platform.openPictures();
  } catch (error) {
    throw new Error(`fromImages: ${(error as Error).message}`, { cause: error });
  }
}

/** Refuses values that would take more than they may. */
function checkRoom(count: number, shape: readonly number[], memory: number): void {
  const needed = count * sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT;
  if (needed <= memory) return;
  const gigabytes = (bytes: number) => `${Number((bytes / 1e9).toPrecision(3))} GB`;
  throw new RangeError(
    `fromImages: memory must be at least the ${gigabytes(needed)} that ${count} pictures of ${shape.join(' × ')} take, ` +
      `not ${gigabytes(memory)}; count and size make it less`,
  );
}

/** What is made of a file; an error names it. */
async function decoded<T>(
  source: Source,
  signal: AbortSignal | undefined,
  make: (file: Uint8Array) => Promise<T>,
): Promise<T> {
  try {
    return await make(await read(source, mostBytes, signal));
  } catch (error) {
    throw new Error(`fromImages: ${nameOf(source)} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function sidesOf(pictures: Pictures, file: Uint8Array): Promise<Size> {
  const { height, width } = await pictures.size(file);
  return [height, width];
}

async function checkSize(pictures: Pictures, file: Uint8Array, frame: Frame, first: string): Promise<void> {
  const [height, width] = await sidesOf(pictures, file);
  if (height !== frame.height || width !== frame.width)
    throw new Error(
      `it is ${height} × ${width}, and ${first} is ${frame.height} × ${frame.width}; \`size\` makes all pictures alike`,
    );
}
