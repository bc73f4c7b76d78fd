import { check, checkValue, isA, type Rule, show, source as sourceOf, whole } from '../base/check.js';
import { legible } from '../base/json.js';
import { nameOf, read, type Source } from '../base/source.js';
import { type Range, rangeRule, type Samples, sizeOf } from '../core/samples.js';
import { decodeNpy, type Npy } from './npy-file.js';
import { scaleOf } from './scale.js';

/** Options of `fromNpy`. */
export interface NpyOptions {
  /** The domain of the samples: [-1, 1], the default, or [0, 1]. */
  readonly range?: Range | undefined;
  /** How many samples, the first ones; all by default. */
  readonly count?: number | undefined;
  /** The shape of one sample, of as many values as the file says; by default all axes behind the first, or [1] for none. */
  readonly shape?: readonly number[] | undefined;
}

const rules = {
  range: rangeRule([-1, 1]),
  count: whole<number | undefined>(1, undefined),
  shape: {
    types: ['array'],
    allowed: 'one or more whole numbers above 0',
    accepts: (value) => Array.isArray(value) && value.length > 0 && value.every((side) => whole(1, 1).accepts(side)),
    fallback: undefined,
  } as Rule<readonly number[] | undefined>,
};
const pathRule = sourceOf('the path of a .npy file, or a Blob');

/** Checks the options now, and reads the file when read itself. */
export function npy(source: Source, options: NpyOptions = {}) {
  checkValue('fromNpy: path', source, pathRule);
  const path = nameOf(source);
  const { range, count, shape } = check('fromNpy', options, rules);

  return async function* (signal?: AbortSignal): AsyncGenerator<Samples, void, undefined> {
    const array = await readArray(source, signal).catch((error: Error) => {
      if (signal?.aborted) return undefined;
      const Kind = error instanceof TypeError ? TypeError : Error;
      throw new Kind(`fromNpy: ${path} cannot be read: ${error.message}`, { cause: error });
    });
    if (!array) return;
    const [total, ...axes] = array.shape;
    const own = axes.length > 0 ? axes : [1];
    if (!total || !own.every((side) => side > 0))
      throw new RangeError(`fromNpy: ${path} must have samples along its first axis, not shape ${show(array.shape)}`);
    if (shape && sizeOf(shape) !== sizeOf(own))
      throw new RangeError(
        `fromNpy: shape must have the ${sizeOf(own)} values that a sample of ${path} has, ${show(own)}, not ${show(shape)}`,
      );
    if (count !== undefined && count > total)
      throw new RangeError(`fromNpy: count must be at most the ${total} samples of ${path}, not ${count}`);
    const kept = count ?? total;
    yield legible({ values: valuesOf(array, kept, range, path), count: kept, shape: shape ?? own, range });
  };
}

const readArray = async (source: Source, signal?: AbortSignal): Promise<Npy> =>
  decodeNpy(await read(source, Number.POSITIVE_INFINITY, signal));

/** The first samples' values: bytes from the low end of the range to the high, all other numbers as they are. */
function valuesOf({ values, shape }: Npy, count: number, range: Range, path: string): Float32Array {
  const size = values.length / shape[0]!;
  const first = values.subarray(0, count * size);
  if (isA('Uint8Array', first)) {
    const scale = scaleOf(range);
    const scaled = new Float32Array(first.length);
    for (let i = 0; i < first.length; i++) scaled[i] = scale[first[i]!]!;
    return scaled;
  }
  const [low, high] = range;
  for (let i = 0; i < first.length; i++)
    if (!(first[i]! >= low && first[i]! <= high))
      throw new RangeError(
        `fromNpy: ${path}: value ${i % size} of row ${Math.floor(i / size)} must be a finite number from ${low} to ${high}, ` +
          `not ${first[i]}`,
      );
  return isA('Float32Array', first) ? first : new Float32Array(first);
}
