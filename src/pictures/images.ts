import { platform } from '#platform';
import {
  check,
  checkValue,
  isBlob,
  listener,
  oneOf,
  positive,
  type Rule,
  show,
  sources,
  whole,
} from '../base/check.js';
import { legible } from '../base/json.js';
import { sideBySide } from '../base/side-by-side.js';
import { nameOf, read, type Source, unreadable } from '../base/source.js';
import { type Range, rangeRule, type Samples, sizeOf } from '../core/samples.js';
import { scaleOf } from '../core/scale.js';
import type { DatedRow } from '../core/table.js';
import type { Pictures } from '../platform/platform.js';
import { attributesOf } from './attributes.js';
import type { Colour, Frame, Size } from './frame.js';
import { pictureIn, sizeOfPicture } from './picture.js';
import { findPictures } from './picture-files.js';

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
   * default, 'white', '#rgb' or '#rrggbb'.
   */
  readonly background?: string | undefined;
  /**
   * What is known of the pictures beside their classes, for `withAttributes`: a table's file, or rows, whose column `file_name` says of
   * which picture a row is, by its path in the folder or the end of it; the other columns become its `attributes`. None by default.
   */
  readonly attributes?: string | Blob | readonly DatedRow[] | undefined;
  /** The most bytes that the values may take, four for each; 2e9 by default. */
  readonly memory?: number | undefined;
  /** Called whenever a picture has been read. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How far reading has come, in pictures. */
export interface Progress {
  /** Pictures that have been read. */
  readonly done: number;
  /** Pictures that there are. */
  readonly total: number;
}

const colours: Readonly<Record<string, string>> = { black: '#000', white: '#fff' };
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
    allowed: "'black', 'white', '#rgb' or '#rrggbb'",
    accepts: (value) =>
      typeof value === 'string' && (Object.hasOwn(colours, value) || /^#([0-9a-f]{3}){1,2}$/i.test(value)),
    fallback: 'black',
  } as Rule<string>,
  attributes: {
    types: ['string', 'object', 'array'],
    allowed: 'the path of a table, a File, or a list of rows',
    accepts: (value) => typeof value === 'string' || isBlob(value) || Array.isArray(value),
    fallback: undefined,
  } as Rule<ImagesOptions['attributes']>,
  memory: positive(2e9),
  onProgress: listener<Progress>(),
};

const pathRule = sources('a folder, a glob, the path of a file, a Blob, or a list of paths of files and Blobs');

/** Files that are read and decoded at one time. */
const atOnce = 8;
/** A file of a picture with more bytes is refused. */
const mostBytes = 2 ** 28;
/** Checks the options now, and reads pictures when read itself. */
export function images(path: Source | readonly Source[], options: ImagesOptions = {}) {
  checkValue('fromImages: path', path, pathRule);
  const { size, count, range, attributes: table, memory, onProgress, ...look } = check('fromImages', options, rules);
  const background = colourOf(colours[look.background] ?? look.background);

  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    const { files, labels, labelNames } = await findPictures(path, signal);
    if (signal?.aborted) return;
    if (files.length < (count ?? 1))
      throw new RangeError(
        `fromImages: count must be at most the ${files.length} pictures there are, not ${show(count)}`,
      );
    const total = count ?? files.length;
    const given = typeof size === 'number' ? ([size, size] as const) : size;
    if (given) checkRoom(total, [...given, look.channels], memory);
    const attributes = table && (await attributesOf(table, files.slice(0, total), signal));
    if (signal?.aborted) return;
    const pictures = await openPictures();
    const { height, width } = given
      ? { height: given[0], width: given[1] }
      : await decoded(files[0]!, signal, (file) => sizeOfPicture(pictures, file));
    const shape = [height, width, look.channels];
    checkRoom(total, shape, memory);

    const frame: Frame = { ...look, height, width, background };
    const wide = height * width * look.channels;
    const values = new Float32Array(total * wide);
    const scale = scaleOf(range);
    let done = 0;
    const add = async (index: number) => {
      const pixels = await decoded(files[index]!, signal, (file) =>
        pictureIn(pictures, file, frame, given ? undefined : (own) => checkSize(own, frame, nameOf(files[0]!))),
      );
      if (signal?.aborted) return;
      for (let i = 0, at = index * wide; i < wide; i++, at++) values[at] = scale[pixels[i]!]!;
      onProgress?.({ done: ++done, total });
    };
    await sideBySide(total, atOnce, add, signal);
    if (signal?.aborted) return;
    checkAlike(values, wide);
    yield legible({
      values,
      count: total,
      shape,
      range,
      ...(labels && { labels: labels.subarray(0, total) }),
      ...(labelNames && { labelNames }),
      ...(attributes && { attributes }),
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
    throw unreadable('fromImages', nameOf(source), error);
  }
}

function checkSize({ height, width }: Size, frame: Size, first: string): void {
  if (height !== frame.height || width !== frame.width)
    throw new Error(
      `it is ${height} × ${width}, and ${first} is ${frame.height} × ${frame.width}; \`size\` makes all pictures alike`,
    );
}

/** Red, green and blue of '#rgb' or '#rrggbb'. */
function colourOf(hash: string): Colour {
  const digits = hash.length === 4 ? [...hash.slice(1)].map((digit) => digit + digit) : hash.match(/[^#]{2}/g)!;
  const [red, green, blue] = digits.map((part) => Number.parseInt(part, 16));
  return [red!, green!, blue!];
}

/** Warns where nothing is to be seen in any of them, as in black icons on black. */
function checkAlike(values: Float32Array, wide: number): void {
  const count = values.length / wide;
  if (count < 2 || values.some((value, i) => value !== values[i % wide])) return;
  platform.warn(
    `fromImages: all ${count} pictures are alike; if they are of one colour and transparent, \`background\` must be another`,
  );
}
